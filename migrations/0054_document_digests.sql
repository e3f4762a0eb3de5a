-- Anybody who has a document may ask whether it is genuine, by its digest.

create index bill_document_sha256 on bill_document (sha256);
create index bill_content_sha256 on bill (content_sha256);

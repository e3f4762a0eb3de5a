/** A file's bytes in base64, without holding them as one long list of arguments. */
export async function base64Of(file: File): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(new Error(file.name)));
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(",") + 1);
}

-- Meters of any protocol on lines of any kind: an address is what the protocol makes of it.

alter table meter alter column unit_address type text using unit_address::text;
alter table meter add column parameters jsonb not null default '{}';
comment on column meter.unit_address is 'Its address on the line in the form of its protocol: Modbus unit 5 or unit/input 5/1, DL/T 645 12 digits, CJ/T 188 14 digits, M-Bus primary 0-250 or 16 digits secondary, an MQTT topic.';
comment on column meter.parameters is 'What its model asks of each meter: {"pulseWeight": "0.01", "startValue": "1234.5"}.';

update line
   set transport = transport || '{"kind": "serial-server", "serial": {"baudRate": 9600, "dataBits": 8, "parity": "none", "stopBits": 1}}'
 where transport->>'kind' = 'modbus-rtu-over-tcp';
comment on column line.transport is 'How it is reached: modbus-tcp (host, port, timeoutMs), serial-server (the same and serial: baudRate, dataBits, parity, stopBits), serial-port (path, timeoutMs, serial), mqtt (url), push.';

/** A type to begin with: one counter of a Modbus meter. */
export function newType(): Record<string, unknown> {
  return {
    id: "own-type",
    maker: "",
    name: "",
    commodities: ["electricity"],
    protocol: "modbus",
    registersAtMost: 32,
    holesReadable: false,
    transformers: "none",
    registers: [
      {
        quantity: "energyDelivered",
        address: 0,
        functionCode: 3,
        type: "uint32",
        wordOrder: "big",
        scale: "0.01",
        unit: "kWh",
        role: "billing",
        resolution: "0.01",
        digits: 0,
      },
    ],
    sources: [""],
    confidence: "C",
    frames: [],
  };
}

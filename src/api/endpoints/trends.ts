export const readTrend = async (): Promise<never> => { throw new Error('temporarily absent'); };

export const listBillRuns = async (): Promise<never> => { throw new Error('temporarily absent'); };
export const startBillRun = async (): Promise<never> => { throw new Error('temporarily absent'); };

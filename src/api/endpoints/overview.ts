export const readOverview = async (): Promise<never> => { throw new Error('temporarily absent'); };

/** Shows the question for the password; true once it was said, false when it was left. */
type AskForPassword = () => Promise<boolean>;

let ask: AskForPassword | undefined;
/** Several requests that wait for the password wait for one answer. */
let asking: Promise<boolean> | undefined;

/** Says who shows the question; gives how to stop. */
export function showPasswordQuestion(shown: AskForPassword): () => void {
  ask = shown;
  return () => {
    if (ask === shown) ask = undefined;
  };
}

/** Asks for the password before what decides who can sign in; false where nobody can be asked. */
export async function askForPassword(): Promise<boolean> {
  asking ??= (ask?.() ?? Promise.resolve(false)).finally(() => {
    asking = undefined;
  });
  return asking;
}

/** Says a line to the person at the terminal, beside what a command prints. */
export const note = (text: string): void => {
  process.stderr.write(`outcry: ${text}\n`)
}

/** Does something so many times, in order of number, in so many lanes at once. */
export async function atOnce(count: number, lanes: number, act: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < count) await act(next++)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

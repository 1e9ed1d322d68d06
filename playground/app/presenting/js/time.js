// @ts-check
// How long a lesson takes.

/** How many minutes are planned until the end of a chapter. @param {ToldChapter[]} plan @param {number} place from 1 */
export const minutesUntil = (plan, place) => plan.slice(0, place).reduce((sum, { minutes }) => sum + minutes, 0);

/** Minutes and seconds of a time. @param {number} milliseconds */
export function splitTime(milliseconds) {
  const all = Math.floor(milliseconds / 1000);
  return { minutes: Math.floor(all / 60), seconds: String(all % 60).padStart(2, "0") };
}

// @ts-check
// From chapter to chapter, however fast the keys come: the script renews the links, and one that it has not renewed yet
// leads to where the page is.

const LOST_AFTER = 10_000; // milliseconds without an answer after which a key follows the link once more

export class Lead {
  /** The chapter to come to, step by step. @type {number | null} */
  #wanted = null;
  #from = 0;
  #asked = 0; // the chapter whose link was followed, until the page has come to it
  #since = 0; // when

  /** @param {(place: number) => boolean} follow clicks the link to a chapter; returns whether there is one */
  constructor(follow) {
    this.follow = follow;
  }

  /** A chapter on or back from this place, of so many. @param {number} place @param {number} by @param {number} count */
  go(place, by, count) {
    const next = (this.#wanted ?? place) + by;
    if (next < 1 || next > count) return;
    this.#wanted = next;
    if (!this.#asked || performance.now() - this.#since > LOST_AFTER) this.#step(place);
  }

  /** The page is at this chapter, after a run of the script or some time: who was led elsewhere stays there. @param {number} place */
  ran(place) {
    if (this.#asked && place === this.#from) return; // on its way: another link to there would lead there twice
    if (place === this.#wanted || (this.#asked && place !== this.#asked)) this.#wanted = null;
    this.#asked = 0;
    if (this.#wanted !== null) this.#step(place);
  }

  /** @param {number} place */
  #step(place) {
    const next = place + Math.sign(Number(this.#wanted) - place);
    if (this.follow(next)) [this.#from, this.#asked, this.#since] = [place, next, performance.now()];
  }
}

// Keeps a page that waits for the worker up to date: every page of it works without.

const every = 2000;
const ask = async () => {
  const here = document.querySelector("[data-again]");
  try {
    const answer = await fetch(location.href);
    const there = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-again]");
    if (!there) return location.reload();
    // Only the words change, so that nobody's place in the page is lost.
    if (!here.contains(document.activeElement)) here.innerHTML = there.innerHTML;
  } catch {
    // The server may be starting again; the job waits for it.
  }
  setTimeout(ask, every);
};
if (document.querySelector("[data-again]")) setTimeout(ask, every);

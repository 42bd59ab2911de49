// Shows changes as they come: when the node says that something changed, this page is fetched again and
// its content put in place. Without it the page is the same, and a reload does the job.
(() => {
  "use strict";
  const page = () => document.body.dataset;
  let timer = 0, tries = 0, wanted = 0;

  // Where the reader's focus is within the content, as a way to find the same again: by where it leads, else by
  // its place among its like.
  const focused = () => {
    const own = document.activeElement, main = document.querySelector("main");
    if (!own || own === main || !main.contains(own)) return null;
    const href = own.getAttribute("href"), like = href ? `[href="${CSS.escape(href)}"]` : own.tagName;
    const place = [...main.querySelectorAll(like)].indexOf(own);
    return () => document.querySelectorAll("main " + like)[place];
  };

  // Folds by what they belong to, since new things push others down; what can be scrolled by its place.
  const folds = () => {
    const seen = {};
    return [...document.querySelectorAll("main details")].map((fold) => {
      const name = fold.closest("article, section")?.querySelector("a[href]")?.getAttribute("href") ?? "";
      seen[name] = (seen[name] ?? 0) + 1;
      return [name + " " + seen[name], fold];
    });
  };
  const wide = () => [...document.querySelectorAll("main .map, main pre, main .scroll")];

  const show = async () => {
    timer = 0;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) {
        // A busy node is asked again, and not for ever.
        if (tries < 5) { tries += 1; later(2000); }
        return;
      }
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const main = fresh.querySelector("main");
      if (!main) return;
      // The node's first collective is another page than that of a node without any.
      if (fresh.body.dataset.collective !== page().collective) { location.reload(); return; }
      const open = new Map(folds().map(([name, fold]) => [name, fold.open]));
      const scrolled = wide().map((box) => box.scrollLeft);
      const place = focused();
      document.querySelector("main").replaceWith(document.adoptNode(main));
      folds().forEach(([name, fold]) => { fold.open = open.get(name) || false; });
      wide().forEach((box, place) => { box.scrollLeft = scrolled[place] || 0; });
      place?.()?.focus({ preventScroll: true });
      document.querySelector("footer").replaceWith(document.adoptNode(fresh.querySelector("footer")));
      page().change = fresh.body.dataset.change;
      document.getElementById("live").textContent = "This page was brought up to date.";
      // While the ledger changes quickly a page may lag behind; it is asked for again a little later.
      if (Number(page().change) < wanted && tries < 6) { tries += 1; later(Math.min(1000, 100 << tries)); } else { tries = 0; }
    } catch { /* the node is away: the stream comes back by itself, and says so */ }
  };
  const later = (wait) => { if (!timer) timer = setTimeout(show, wait); };

  if (!("EventSource" in window) || !page().collective) return;
  const heard = (event) => {
    const news = JSON.parse(event.data);
    if (news.collective !== page().collective && page().collective !== "none" || String(news.change) === page().change) return;
    wanted = news.change;
    later(50);
  };
  const listen = () => {
    const stream = new EventSource(page().collective === "none" ? "/v1/events" : "/v1/events?collective=" + page().collective);
    stream.addEventListener("change", heard);
    // A node that bears no more listeners refuses, and browsers don't ask again by themselves.
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 15000 + 15000 * Math.random());
    });
  };
  listen();
})();

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

  // Folds by their name, since new things push others down; what can be scrolled by its place.
  const folds = () => [...document.querySelectorAll("main details[id]")];
  // What the reader looks at: the last named part that begins in the upper quarter of the window. What grows above it is not
  // to push it away.
  const held = () => {
    const top = (part) => part.getBoundingClientRect().top;
    const part = [...document.querySelectorAll("main [id]")].filter((part) => part.getClientRects().length && top(part) < innerHeight / 4).at(-1);
    if (!part || !scrollY) return null;
    const { id } = part, before = top(part);
    return () => {
      const same = document.getElementById(id);
      if (same) scrollBy({ top: top(same) - before, behavior: "instant" });
    };
  };

  // Whoever has chosen words is about to take them along.
  const chooses = () => !getSelection().isCollapsed && document.querySelector("main").contains(getSelection().anchorNode);
  const wide = () => [...document.querySelectorAll("main .map, main pre, main .scroll")];

  const show = async () => {
    timer = 0;
    if (chooses()) { later(1000); return; }
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
      if (chooses()) { later(1000); return; }
      // The node's first collective is another page than that of a node without any.
      if (fresh.body.dataset.collective !== page().collective) { location.reload(); return; }
      const open = new Set(folds().filter((fold) => fold.open).map((fold) => fold.id));
      const scrolled = wide().map((box) => box.scrollLeft);
      const place = focused(), look = held();
      document.querySelector("main").replaceWith(document.adoptNode(main));
      folds().forEach((fold) => { fold.open = open.has(fold.id); });
      wide().forEach((box, place) => { box.scrollLeft = scrolled[place] || 0; });
      place?.()?.focus({ preventScroll: true });
      look?.();
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
  let stream = null;
  const end = () => { stream?.close(); stream = null; };
  // A page that nobody sees holds no connection: browsers give all pages of one node six. A stream begins with how things
  // are, so that a page that is seen again catches up.
  const listen = () => {
    if (document.visibilityState === "hidden" || stream) return;
    const own = stream = new EventSource(page().collective === "none" ? "/v1/events" : "/v1/events?collective=" + page().collective);
    own.addEventListener("change", heard);
    // A node that bears no more listeners refuses, and browsers don't ask again by themselves.
    own.addEventListener("error", () => {
      if (own.readyState !== EventSource.CLOSED || stream !== own) return;
      end();
      setTimeout(listen, 15000 + 15000 * Math.random());
    });
  };
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") end(); else listen(); });
  addEventListener("pagehide", end);
  addEventListener("pageshow", listen);
  listen();
})();

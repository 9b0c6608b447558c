// A page that is not looked at has its timers held back to one a second, then one a minute; a worker has not.
setInterval(() => postMessage("tick"), 200);

"use strict";

// Files dropped anywhere on the page go to the form; while it works, the button says so.
const form = document.getElementById("form");
if (form) {
  const files = document.getElementById("files");
  const state = document.getElementById("state");
  const send = document.getElementById("send");
  const hasFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  addEventListener("dragleave", () => document.body.classList.remove("dropping"));
  addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (!hasFiles(event)) return;
    event.preventDefault();
    files.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    send.disabled = true;
    state.textContent = "Comparing ...";
  });
  // A page that comes back from the history is ready again.
  addEventListener("pageshow", () => {
    send.disabled = false;
    state.textContent = "";
  });
}

// Shows what the server knows of this connection, and that content goes both ways.
const show = async (id, request) => {
  document.getElementById(id).textContent = await (await request).text();
};
show("connection", fetch("/who"));
show("echo", fetch("/echo", { method: "POST", body: "content that came back" }));

// One layout by a foreign engine: node foreign.js elk|dagre <task.json >picture.json
// The task has boxes, groups and wires; the picture has rectangles and polylines by id, and the
// processor seconds of the layout call alone. Run where elkjs and @dagrejs/dagre are installed.
"use strict";
const fs = require("fs");
const { createRequire } = require("module");
const load = createRequire(process.cwd() + "/");

function seconds(since) {
  const used = process.cpuUsage(since);
  return (used.user + used.system) / 1e6;
}

function nested(task) {
  const children = new Map([[null, []]]);
  for (const group of task.groups) children.set(group.id, []);
  for (const group of task.groups) children.get(group.parent).push({ group });
  for (const box of task.boxes) children.get(box.group).push({ box });
  return children;
}

// One port per tensor on the source, one per wire on the target, free on their side.
function elkGraph(task) {
  const children = nested(task);
  const ports = new Map(task.boxes.map((box) => [box.id, new Map()]));
  const edges = task.wires.map((wire) => {
    const from = "out " + wire.tensor;
    const to = "in " + wire.id;
    ports.get(wire.source).set(from, "SOUTH");
    ports.get(wire.target).set(to, "NORTH");
    return { id: wire.id, sources: [from], targets: [to] };
  });
  const options = { "elk.padding": "[top=38,left=16,bottom=16,right=16]" };
  const make = (item) => {
    if (item.group) {
      const inner = children.get(item.group.id).map(make);
      return { id: item.group.id, children: inner, layoutOptions: options };
    }
    const { id, width, height } = item.box;
    const own = [...ports.get(id)].map(([name, side]) => ({
      id: name,
      layoutOptions: { "elk.port.side": side },
    }));
    const layoutOptions = { "elk.portConstraints": "FIXED_SIDE" };
    return { id, width, height, ports: own, layoutOptions };
  };
  return {
    id: "the whole picture",
    children: children.get(null).map(make),
    edges,
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": "DOWN",
      "elk.hierarchyHandling": "INCLUDE_CHILDREN",
      "elk.edgeRouting": "ORTHOGONAL",
      "elk.json.edgeCoords": "ROOT",
      "elk.json.shapeCoords": "ROOT",
    },
  };
}

async function elk(task) {
  const ELK = load("elkjs/lib/elk.bundled.js");
  const graph = elkGraph(task);
  const engine = new ELK();
  const start = process.cpuUsage();
  const done = await engine.layout(graph);
  const taken = seconds(start);
  const picture = { seconds: taken, boxes: {}, groups: {}, routes: {} };
  const groups = new Set(task.groups.map((group) => group.id));
  const walk = (node) => {
    for (const child of node.children || []) {
      const kind = groups.has(child.id) ? picture.groups : picture.boxes;
      kind[child.id] = [child.x, child.y, child.width, child.height];
      walk(child);
    }
    for (const edge of node.edges || []) {
      const section = edge.sections[0];
      const points = [section.startPoint, ...(section.bendPoints || []), section.endPoint];
      picture.routes[edge.id] = points.map((point) => [point.x, point.y]);
    }
  };
  walk(done);
  return picture;
}

async function dagre(task) {
  const engine = load("@dagrejs/dagre");
  const graph = new engine.graphlib.Graph({ compound: true, multigraph: true });
  graph.setGraph({ rankdir: "TB" });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const group of task.groups) graph.setNode(group.id, {});
  for (const { id, width, height } of task.boxes) graph.setNode(id, { width, height });
  for (const item of [...task.groups.map((group) => [group.id, group.parent]),
    ...task.boxes.map((box) => [box.id, box.group])]) {
    if (item[1] !== null) graph.setParent(item[0], item[1]);
  }
  for (const wire of task.wires) graph.setEdge(wire.source, wire.target, {}, wire.id);
  const start = process.cpuUsage();
  engine.layout(graph);
  const taken = seconds(start);
  const rect = (id) => {
    const { x, y, width, height } = graph.node(id);
    return [x - width / 2, y - height / 2, width, height];
  };
  const picture = { seconds: taken, boxes: {}, groups: {}, routes: {} };
  for (const box of task.boxes) picture.boxes[box.id] = rect(box.id);
  for (const group of task.groups) picture.groups[group.id] = rect(group.id);
  for (const wire of task.wires) {
    const { points } = graph.edge(wire.source, wire.target, wire.id);
    picture.routes[wire.id] = points.map((point) => [point.x, point.y]);
  }
  return picture;
}

const task = JSON.parse(fs.readFileSync(0, "utf8"));
({ elk, dagre })[process.argv[2]](task).then(
  (picture) => fs.writeFileSync(1, JSON.stringify(picture)),
  (error) => {
    console.error(String((error && error.message) || error).slice(0, 300));
    process.exit(1);
  },
);

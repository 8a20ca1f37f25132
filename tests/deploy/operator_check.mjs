// Checks Prometheus Operator resources, given as a JSON list on standard input, and prints a list of problems.
// The published validators let unknown keys pass. They read every key they know, so a key never read is unknown.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const models = `${process.argv[2]}/monitoring.coreos.com`;

function watched(value, path, unread) {
  if (value === null || typeof value !== "object") return value;
  const children = new Map();
  for (const key of Object.keys(value)) {
    const below = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    if (!Array.isArray(value)) unread.add(below);
    children.set(key, [below, watched(value[key], below, unread)]);
  }
  return new Proxy(value, {
    get(target, key) {
      if (!children.has(key)) return target[key];
      const [below, child] = children.get(key);
      unread.delete(below);
      return child;
    },
  });
}

async function problems(resource) {
  const version = resource.apiVersion.split("/")[1];
  const { [resource.kind]: Model } = await import(pathToFileURL(`${models}/${version}/index.js`));
  const unread = new Set();
  const model = new Model(resource);
  for (const key of ["spec", "metadata"]) model[key] = watched(resource[key], `${resource.kind}.${key}`, unread);
  const found = [];
  try {
    model.validate();
  } catch (error) {
    found.push(`${resource.kind}: ${error.message}`);
  }
  return found.concat([...unread].map((path) => `${path}: unknown key`));
}

const resources = JSON.parse(readFileSync(0, "utf8"));
const found = [];
for (const resource of resources) found.push(...(await problems(resource)));
console.log(JSON.stringify(found));

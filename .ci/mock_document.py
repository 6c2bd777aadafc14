"""What `.ci/mock` does to a document: the part that a program calls, and of that what a mock server can bear."""

import re

# Says again what `anyOf` says.
EXTENSION = "x-expansionResources"
# How much a schema may hold when all references in it are written out.
NODES = 3_000


def references(node):
    """Every `$ref` below a node, but for those of Stripe's extension."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for key, value in node.items():
            if key != EXTENSION:
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def cut(document, paths):
    """The document with these paths alone, and the components that they need."""
    kept = {"paths": {path: document["paths"][path] for path in paths}}
    waiting, components = list(references(kept)), {}
    while waiting:
        _, kind, name = waiting.pop().removeprefix("#/").split("/")[:3]
        if name in components.setdefault(kind, {}):
            continue
        components[kind][name] = document["components"][kind][name]
        waiting.extend(references(components[kind][name]))
    components["securitySchemes"] = document["components"].get("securitySchemes", {})
    rest = {key: document[key] for key in ("openapi", "info", "servers", "security") if key in document}
    return {**rest, **kept, "components": components}


class Unrolled:
    """A document that can be written out: the mock server does so with each reference, and never ends with the schemas of Stripe, which all
    hold each other. Where a reference closes a circle or leads to much, a property that may be left out goes, and so does an alternative;
    where schemas hold each other, also those that do not lead one step further away from the operations. What this document allows, the
    whole one does."""

    def __init__(self, document):
        self.document = document
        self.schemas = document["components"].get("schemas", {})
        self.steps, self.nodes = {}, {}
        self.leads_to = {name: set() for name in self.schemas}
        self.led_to = {name: {*map(last, references(schema))} for name, schema in self.schemas.items()}
        others = {key: part for key, part in document["components"].items() if key != "schemas"}
        level, step = {*map(last, references([document["paths"], others]))}, 0
        while level:
            self.steps.update(dict.fromkeys(level, step))
            found = {further for name in level for further in self.led_to.get(name, ())}
            level, step = found - self.steps.keys(), step + 1

    def written(self):
        """The document."""
        farthest_first = sorted(self.schemas, key=lambda name: -self.steps.get(name, 0))
        schemas = {name: self.schema(self.schemas[name], name) for name in farthest_first}
        return {**self.document, "components": {**self.document["components"], "schemas": schemas}}

    def schema(self, node, owner):
        """A schema with the references that it can keep."""
        if not isinstance(node, dict):
            return node
        self.nodes[owner] = self.nodes.get(owner, 0) + 1
        if isinstance(node.get("$ref"), str):
            return node if self.keeps(last(node["$ref"]), owner) else {}
        kept = {key: part for key, part in node.items() if key != EXTENSION}
        if isinstance(node.get("properties"), dict):
            wanted = [name for name, part in node["properties"].items() if name in node.get("required", []) or self.leads_away(part, owner)]
            kept["properties"] = {name: self.schema(node["properties"][name], owner) for name in wanted}
        for key in ("anyOf", "oneOf"):
            if node.get(key):
                wanted = [part for part in node[key] if self.leads_away(part, owner)] or node[key][:1]
                kept[key] = [self.schema(part, owner) for part in wanted]
        if "allOf" in node:
            kept["allOf"] = [self.schema(part, owner) for part in node["allOf"]]
        for key in ("items", "additionalProperties", "not"):
            if key in node:
                kept[key] = self.schema(node[key], owner)
        return kept

    def leads_away(self, node, owner):
        """Whether what it must hold are no references, or such that can be kept and lead away from the operations."""
        if not isinstance(node, dict):
            return True
        if isinstance(node.get("$ref"), str):
            name = last(node["$ref"])
            further = self.steps[name] == self.steps[owner] + 1 or not reaches(self.led_to, name, owner)
            return further and self.fits(name, owner)
        if "items" in node:
            return self.leads_away(node["items"], owner)
        properties = node.get("properties") or {}
        any_of = node.get("anyOf") or node.get("oneOf") or []
        all_of = [*(node.get("allOf") or []), *(properties[name] for name in node.get("required", []) if name in properties)]
        return (not any_of or any(self.leads_away(part, owner) for part in any_of)) and all(self.leads_away(part, owner) for part in all_of)

    def keeps(self, name, owner):
        """Takes the reference, if it can be kept."""
        if not self.fits(name, owner):
            return False
        self.leads_to[owner].add(name)
        self.nodes[owner] += self.nodes.get(name, 0)
        return True

    def fits(self, name, owner):
        """Whether the reference closes no circle and leads to nothing large."""
        return not reaches(self.leads_to, name, owner) and self.nodes.get(owner, 0) + self.nodes.get(name, 0) <= NODES


def reaches(graph, start, end):
    """Whether a way leads from one name to the other."""
    waiting, seen = [start], set()
    while waiting:
        at = waiting.pop()
        if at == end:
            return True
        if at not in seen:
            seen.add(at)
            waiting.extend(graph.get(at, ()))
    return False


def last(reference):
    """The name at the end of a reference."""
    return re.sub(r".*/", "", reference)

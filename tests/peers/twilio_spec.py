"""Twilio's own description of its REST API, as a judge of what a client sends (tests/data/twilio-openapi, MIT)."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import jsonschema

SPEC = Path(__file__).resolve().parents[1] / "data" / "twilio-openapi" / "twilio_voice_hard.json"
FORM = "application/x-www-form-urlencoded"
Json = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """One call of the API: its path template and the values in the path."""

    template: str
    values: dict[str, str]
    description: Json


class Spec:
    """Finds the operation of a request and says what is wrong with its form."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._paths = [(re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+?)", template) + "$"), template) for template in document["paths"]]

    def find(self, method: str, path: str) -> Operation | None:
        """The described operation, or None if Twilio has no such address."""
        for pattern, template in self._paths:
            found = pattern.match(path)
            if found and method.lower() in self._document["paths"][template]:
                values = {name: unquote(value) for name, value in found.groupdict().items()}
                return Operation(template, values, self._document["paths"][template][method.lower()])
        return None

    def problems(self, operation: Operation, pairs: list[tuple[str, str]]) -> list[str]:
        """Every way in which path and form differ from the description; empty when all is well."""
        described: list[Json] = operation.description.get("parameters", [])
        found = []
        for parameter in described:
            if parameter["in"] == "path":
                found += self._judge(parameter["schema"], operation.values[parameter["name"]], parameter["name"])
        body = operation.description.get("requestBody")
        schema = self._resolve(body["content"][FORM]["schema"]) if body else {}
        return found + (self._form_problems(schema, pairs) if schema else [])

    def _form_problems(self, schema: Json, pairs: list[tuple[str, str]]) -> list[str]:
        grouped: dict[str, list[str]] = defaultdict(list)
        for name, value in pairs:
            grouped[name].append(value)
        found = [f"{name} is missing" for name in schema.get("required", []) if name not in grouped]
        for name, values in grouped.items():
            kind = schema["properties"].get(name)
            if kind is None:
                found.append(f"{name} is not a field of {schema['title']}")
                continue
            kind = self._resolve(kind)
            if kind.get("type") == "array":
                found += self._judge(kind, values, name)
            elif len(values) > 1:
                found.append(f"{name} is given {len(values)} times")
            else:
                found += self._judge(kind, _typed(kind, values[0]), name)
        return found

    def _judge(self, schema: Json, value: object, name: str) -> list[str]:
        schema = self._resolve(schema)
        errors = jsonschema.Draft202012Validator(schema).iter_errors(value)
        return [f"{name}: {error.message[:120]}" for error in errors] + _format_problems(schema.get("format", ""), value, name)

    def _resolve(self, schema: Json) -> Json:
        if "$ref" not in schema:
            return schema
        found: Json = self._document
        for step in schema["$ref"].lstrip("#/").split("/"):
            found = found[step]
        return found


def _typed(schema: Json, value: str) -> object:
    """A form carries text; numbers and truth values are written in it as JSON writes them."""
    if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", value):
        return int(value)
    if schema.get("type") == "number" and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return float(value)
    if schema.get("type") == "boolean" and value in ("true", "false"):
        return value == "true"
    return value


def _format_problems(kind: str, value: object, name: str) -> list[str]:
    if not isinstance(value, str):
        return []
    if kind == "uri":
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or "_" in parts.hostname:
            return [f"{name} is not a whole web address"]
    if kind == "twiml":
        try:
            root = ElementTree.fromstring(value)  # noqa: S314 -- our own service wrote it
        except ElementTree.ParseError:
            return [f"{name} is not XML"]
        return [] if root.tag == "Response" else [f"{name} has no <Response>"]
    return []


@cache
def twilio_spec() -> Spec:
    """The description, read once."""
    return Spec(json.loads(SPEC.read_text()))

"""How well and how fast a trained model understands: `python -m bot.components.measure MODEL.tar.gz FOLDER`.

FOLDER holds one YAML file per locale, intent -> sentences, as tests/data/nlu does. Prints one JSON object per file.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import yaml
from rasa.core.agent import Agent

FALLBACK = "nlu_fallback"
SAFETY = frozenset(
    [
        "self_harm",
        "stop_calling",
        "attorney",
        "bankruptcy",
        "deceased",
        "minor",
        "dispute",
        "fraud",
        "wrong_number",
        "third_party",
        "complaint",
        "coercion",
        "card_number",
    ]
)


async def understand(agent: Agent, sentences: dict[str, list[str]]) -> dict[str, Any]:
    """Accuracy with and without the fallback, what the fallback caught, recall on safety intents, and CPU milliseconds a sentence."""
    asked = [(meant, text) for meant, texts in sentences.items() for text in texts]
    began = time.process_time()
    answers = [await agent.parse_message(text) for _, text in asked]
    spent = time.process_time() - began
    named = [(meant, _intents(answer), text) for (meant, text), answer in zip(asked, answers, strict=True)]
    safety = [(meant, found) for meant, found, _ in named if meant in SAFETY]
    return {
        "sentences": len(named),
        "right_without_fallback": _share([found[1] == meant for meant, found, _ in named]),
        "right": _share([found[0] == meant for meant, found, _ in named]),
        "asked_again": _share([found[0] == FALLBACK for _, found, _ in named]),
        "wrong": _share([found[0] not in (meant, FALLBACK) for meant, found, _ in named]),
        "safety_recall": _share([found[1] == meant for meant, found in safety]),
        "cpu_ms": round(1000 * spent / len(named), 1),
        "errors": [f"{meant} -> {found[0]}/{found[1]}: {text}" for meant, found, text in named if found[0] != meant],
    }


def _intents(answer: dict[str, Any]) -> tuple[str, str]:
    """(what the pipeline said, what the classifier thought before the fallback)."""
    said = str(answer["intent"]["name"])
    others = [str(one["name"]) for one in answer["intent_ranking"] if one["name"] != FALLBACK]
    return said, others[0]


def _share(hits: list[bool]) -> float:
    return round(sum(hits) / len(hits), 3)


async def measure(model: str, sets: dict[str, dict[str, list[str]]]) -> list[str]:
    """One JSON line per set, from one loaded model."""
    agent = Agent.load(model)
    await agent.parse_message("hello")
    lines = []
    for name, sentences in sets.items():
        figures = await understand(agent, sentences)
        rss = psutil.Process(os.getpid()).memory_info().rss // 2**20
        lines.append(json.dumps({"set": name, "rss_mb": rss, **figures}, ensure_ascii=False))
    return lines


if __name__ == "__main__":
    files = sorted(Path(sys.argv[2]).glob("*.yml"))
    found = asyncio.run(measure(sys.argv[1], {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in files}))
    sys.stdout.write("\n".join(found) + "\n")

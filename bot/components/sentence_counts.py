"""Rasa's counts of words and characters, of the whole sentence only.

Rasa counts once more for each word apart, for classifiers that read word by word. Ours reads the sentence; the other half is left out.
"""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.shared.nlu.constants import TEXT


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceCounts(CountVectorsFeaturizer):
    """`CountVectorsFeaturizer` without a row per word, for the debtor's text alone."""

    @staticmethod
    def _attributes_for(analyzer: str) -> list[str]:
        return [TEXT]

    def _create_features(self, attribute: str, all_tokens: list[list[str]]) -> tuple[list[Any], list[Any]]:
        count = self.vectorizers[attribute].transform
        return [None] * len(all_tokens), [count([" ".join(tokens)]).tocoo() if tokens else None for tokens in all_tokens]

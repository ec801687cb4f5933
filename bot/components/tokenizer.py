"""Words of a sentence in either script: jieba for Chinese, words for English; a recogniser's spaces between characters do not matter."""

import logging
from typing import Any

import jieba
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.components.words import words_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ScriptAwareTokenizer(Tokenizer):
    """One tokeniser for both locales."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "ScriptAwareTokenizer":
        jieba.setLogLevel(logging.WARNING)
        jieba.initialize()
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        found = words_of(str(message.get(attribute)), jieba.tokenize)
        # Rasa's featurizers count the lemma
        return [Token(word.text, word.start, lemma=word.counts_as) for word in found]

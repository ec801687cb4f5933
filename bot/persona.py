"""Who the bot says it is. The lender's deployment sets it; nothing here is about a debtor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from portfolio.words import Locale


@dataclass(frozen=True)
class Persona:
    """The bot's name and the lender's name by locale. `role` decides which disclosure the law demands (US Reg F)."""

    bot_name: Mapping[Locale, str] = field(default_factory=lambda: {Locale.EN_US: "Grace", Locale.ZH_CN: "小诺"})
    lender: Mapping[Locale, str] = field(default_factory=lambda: {Locale.EN_US: "Example Finance", Locale.ZH_CN: "示例金融"})
    role: Literal["first_party", "third_party"] = "first_party"
    first_call_hour: int = 9
    last_call_hour: int = 20

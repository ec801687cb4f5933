"""How a lender's own CSV columns become our fields. A mapping is a small YAML file:

    encoding: gb18030
    records:
      - constants: {kind: debtor, locale: zh-CN, time_zone: Asia/Shanghai, jurisdiction: CN, region: CN-44}
        columns: {客户号: id, 姓名: name, 手机: phones, 证件后四位: verification.id_last4}
      - constants: {kind: account, currency: CNY, creditor: 示例金融, product: consumer_loan}
        columns: {合同号: id, 客户号: debtor, 余额: balance, …}

Each row of the file gives one record per entry of `records`.
"""

import codecs
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from portfolio.failures import BadInput


def _known_encoding(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        raise ValueError("not a known encoding") from None
    return name


class Part(BaseModel):
    """One record that each row gives: `columns` maps their name to ours, `constants` holds what the file does not say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    consent_source: str = "contract"


class Mapping(BaseModel):
    """A whole mapping file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    encoding: Annotated[str, AfterValidator(_known_encoding)] = "utf-8"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    records: tuple[Part, ...] = Field(default=(Part(),), min_length=1)


PLAIN = Mapping()
"""For files whose columns have our names already."""


def load_mapping(path: Path) -> Mapping:
    """The mapping in this file. Raises BadInput with the place of the first mistake."""
    try:
        return Mapping.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except OSError as wrong:
        raise BadInput(f"cannot read the mapping {path.name}: {wrong.strerror}") from wrong
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise BadInput(f"the mapping {path.name} is not YAML") from wrong
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        raise BadInput(f"the mapping {path.name}, {'.'.join(map(str, first['loc']))}: {first['msg']}") from wrong

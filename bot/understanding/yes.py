"""An explicit yes: said, not denied, not hedged, not a question. A promise needs this beside the model's own opinion."""

import re

from bot.understanding.numbers_zh import normalise
from bot.understanding.parse import is_chinese

HARMLESS_EN = re.compile(
    r"\b(?:no problem|no worries|not a problem|no doubt|why not|can't wait|no that's (?:right|fine|correct)|no objections?)\b"
)
YES_EN = re.compile(
    r"\b(?:yes|yeah|yea|yep|yup|yess|correct|right|sure|okay|ok|exactly|absolutely|definitely|certainly|fine"
    r"|of course|agreed?|confirm(?:ed)?|perfect|great|good|alright|deal|true"
    r"|that works|works for me|that's it|you got it|i (?:do|will|can|am|promise)|please do|go ahead|no problem|why not)\b"
)
HEDGE_EN = re.compile(
    r"\b(?:no|not|nope|don't|doesn't|can't|cannot|won't|isn't|never|but|maybe|perhaps|probably|guess|think"
    r"|wait|hold|if|unless|what|why|how|when|who|which|wrong|might|repeat|depends|hope"
    r"|try|trying|later|actually|instead|sorry|excuse|pardon|is that|are you|do you|can you|could you)\b|\?"
)
HARMLESS_ZH = re.compile(r"没问题|没有问题|没错|不错|没关系|没意见|不用了?谢谢")
YES_ZH = re.compile(r"对|是|好|可以|行|没问题|没有问题|没错|确认|同意|正确|嗯对|成|就这样|ok|没意见|当然|一定|答应|会还")
HEDGE_ZH = re.compile(
    r"不|没|但|等|吗|么|呢|可能|也许|尽量|应该|再说|再|如果|要是|什么|怎么|多少|几|谁|哪|错|试试|看看|考虑"
    r"|想想|争取|还是|或者|估计|大概|\?|？"
)


def plain_yes(text: str) -> bool:
    """True only for a clear yes to the question just asked."""
    if is_chinese(text):
        clean = normalise(text)
        return bool(YES_ZH.search(clean)) and not HEDGE_ZH.search(HARMLESS_ZH.sub("", clean))
    clean = re.sub(r"\s+", " ", text.lower().replace("\u2019", "'"))
    return bool(YES_EN.search(clean)) and not HEDGE_EN.search(HARMLESS_EN.sub("", clean))

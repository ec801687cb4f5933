"""Safety intents by rule, in both languages, on every guess of the recogniser. The model looks too; either is enough.

Order is by weight: the first rule that matches decides. Each rule carries its exceptions, because a false alarm ends a talk.
"""

import re
from dataclasses import dataclass
from re import Pattern

from bot.understanding.numbers_zh import normalise
from portfolio.words import Channel, Flag


@dataclass(frozen=True)
class Tripwire:
    """`intent` where `says` matches and `unless` does not; `flag` is committed at once."""

    intent: str
    flag: Flag
    says: Pattern[str]
    unless: Pattern[str] | None = None

    def flag_in(self, channel: Channel) -> Flag:
        """The flag to commit: a written stop closes every channel (12 CFR 1006.6(c))."""
        return Flag.CEASE_ALL if self.flag is Flag.CEASE_VOICE and channel is Channel.CHAT else self.flag


def _wire(intent: str, flag: Flag, says: str, unless: str = "") -> Tripwire:
    return Tripwire(intent, flag, re.compile(says), re.compile(unless) if unless else None)


RULES: tuple[Tripwire, ...] = (
    _wire(
        "self_harm",
        Flag.SELF_HARM,
        r"\b(?:kill(?:ing)? myself|end (?:my life|it all|my own life)|take my (?:own )?life|suicid|want to die"
        r"|wanna die|better off dead|don't want to (?:live|be here|exist|wake up)"
        r"|do not want to live|no reason to (?:live|go on)|hurt(?:ing)? myself|harm(?:ing)? myself|can't go on living"
        r"|can't live (?:any ?more|like this)|jump off|cut my wrists|overdose"
        r"|not worth living|rather be dead|wish i (?:was|were) dead|end myself)"
        r"|不想活|活不下去|想死|去死了?算|自杀|轻生|自残|割腕|跳楼|结束(?:自己的)?生命|了结自己|死了算了|一死了之"
        r"|活着没意思|没有活路|不如死|寻死|吃安眠药|喝农药",
    ),
    _wire(
        "wrong_number",
        Flag.WRONG_NUMBER,
        r"\bwrong (?:number|person|phone)|\bno ?(?:one|body) (?:here )?(?:by|with|of|called) that name|don't know (?:any(?:one"
        r"|body) (?:called|named|by)|(?:him|her|this person|that person|who that is))"
        r"|\bnever heard of (?:him|her|them|this person|that)|you (?:have|got|dialed|dialled) the wrong"
        r"|isn't (?:his|her) (?:number|phone)|this is a new number"
        r"|打错(?:电话|了)?|打错人|找错人|不认识(?:这个|那个|他|她|这)|没有?这个人|没这人|号码(?:不对|是错的|错了)"
        r"|你们?打错|不是(?:他|她)的(?:电话|号码)|换(?:了)?(?:机主|号主)|号码?.{0,4}换人|不是机主|认错人",
        r"wrong (?:number|amount) (?:of|on)|the wrong amount",
    ),
    _wire(
        "stop_calling",
        Flag.CEASE_VOICE,
        r"\bstop (?:calling|phoning|ringing|contacting|bothering|harassing|messaging|texting)|\b(?:don't|do not"
        r"|never|quit|dont) (?:ever )?(?:call|phone|ring|contact|bother|message|text) (?:me|us|this number|here"
        r"|again|any ?more)"
        r"|\btake me off (?:your|the) (?:list|calls?)|\bremove (?:me|my number) from|\bleave me alone\b|\bno more calls\b"
        r"|\bunsubscribe\b|^\s*(?:stop|quit|revoke|opt out|stop all)\s*[.!]*\s*$|\bcease (?:and desist|all|contact"
        r"|communication)"
        r"|别(?:再)?(?:给我|跟我)?(?:打|联系|骚扰|烦)(?:我|电话|了)?|不要(?:再)?(?:给我)?(?:打|联系|骚扰)|不许再打"
        r"|停止(?:联系|拨打|打电话|骚扰|给我)|以后(?:别|不要)(?:再)?(?:打|联系)|退订|别打了|不要打了|别再打|拉黑(?:你"
        r"|了)|^\s*(?:td|停止)\s*$",
        r"(?:don't|do not) call me (?:at work|before|after|in the|on|until|till|tomorrow|today|now|mr|sir|ma'am"
        r"|stupid|a )|call me (?:later|back|tomorrow)"
        r"|(?:别|不要)(?:在)?(?:早上|晚上|中午|上班|工作)|不要打断|别打断|别打岔|上班(?:时间|的时候)(?:别|不要)|打(?:算|扰一下|折)",
    ),
    _wire(
        "deceased",
        Flag.DECEASED,
        r"\b(?:he|she|they|my (?:\w+ )?(?:husband|wife|father|mother|dad|mom|mum|son|daughter|brother|sister|partner)"
        r"|mister \w+|mr\.? \w+|mrs\.? \w+|the (?:customer|account holder)|\w+ \w+) (?:has |have |is |just |recently "
        r"|already )*(?:passed away|died|passed on|deceased|is dead|passed last)"
        r"|\b(?:is|are) (?:dead|deceased)\b|\bno longer (?:alive|with us)\b|去世|过世|死了(?!算)|不在人世|不在世"
        r"|病故|走了好(?:几|多)?(?:年|个月)|已故|人没了|往生|离世",
        r"\bphone (?:has |is |just )*(?:died|dead)|battery|line (?:is|went) dead|i(?:'d| would)? (?:almost|nearly) died"
        r"|(?:我|我要)(?:快|要)?(?:气|累|急|忙|烦|穷)死了|手机死|气死|累死|急死|烦死|吓死|忙死|笑死"
        r"|because (?:of )?my \w+ (?:died|passed)|my (?:father|mother|dad|mom|mum|husband|wife|son|brother|sister) (?:died"
        r"|passed away).{0,40}\b(?:i|my|me|can't|couldn't|lost|behind|hard|funeral)\b"
        r"|(?:我(?:爸|妈|父亲|母亲|老公|老婆|丈夫|妻子|爷爷|奶奶|儿子)).{0,6}(?:去世|过世|走了).{0,20}(?:我|没钱|困难|办丧事|花)",
    ),
    _wire(
        "bankruptcy",
        Flag.BANKRUPTCY,
        r"\bbankrupt|\bchapter (?:7|13|seven|thirteen|11|eleven)\b|\binsolven|破产|资不抵债",
        r"(?:go|going|make me|almost|nearly|not) bankrupt|快(?:要)?破产|要破产了|差点破产|没破产",
    ),
    _wire(
        "attorney",
        Flag.ATTORNEY,
        r"\b(?:i have|i've got|i got|i hired|i've hired|i retained|talk to|speak (?:to|with)|contact|call|represented by"
        r"|through|have) (?:an? |my |our |the )?(?:attorney|lawyer|solicitor|counsel|legal (?:counsel|representative))"
        r"|\bmy (?:attorney|lawyer|solicitor)\b|\blegal representation\b|我的?律师|有律师|请了律师|找律师|委托了?律师"
        r"|律师(?:会|来|联系|代理|函)|代理律师|跟.{0,3}律师(?:说|谈|联系)",
        r"can't afford (?:a|an) (?:lawyer|attorney)|do i need (?:a|an)|are you (?:a|an) (?:lawyer|attorney)|没(?:钱)?(?:请)?律师"
        r"|你是律师|请不起律师",
    ),
    _wire(
        "fraud",
        Flag.FRAUD,
        r"\bidentity (?:theft|was stolen|got stolen)|\bstole my identity|\bsomeone (?:else )?(?:used|opened|took out).{0,20}(?:my name"
        r"|my identity|in my name)|\bfraudulent(?:ly)? (?:account|loan|opened)|\bvictim of fraud|\bi was (?:scammed"
        r"|defrauded)"
        r"|被(?:人)?(?:盗用|冒用|冒名|盗刷)|冒名(?:贷款|办理)|身份(?:信息|证)?被(?:盗|冒|偷)|别人用我的?(?:身份"
        r"|名)|有人用我的?(?:身份|名)|贷款诈骗|被骗(?:贷|着贷)|诈骗.{0,6}我的名",
    ),
    _wire(
        "dispute",
        Flag.DISPUTE,
        r"\b(?:i |we )?(?:dispute|disputing|contest)\b|\bnot my (?:debt|loan|account|bill)|\b(?:isn't|is not|ain't) (?:mine"
        r"|my (?:debt|loan|account))|\bnever (?:borrowed|took (?:out )?(?:a|any|that|this) loan|had (?:a|any|that"
        r"|this) (?:loan|account)|signed|opened)"
        r"|\bdon't owe (?:you|anything|this|that|any|it|a)|\bdo not owe\b|\bdidn't (?:borrow|take (?:out )?(?:a"
        r"|any|this|that) loan)|\b(?:amount|balance) is (?:wrong|incorrect|not right|not correct)|\bthat's not what i owe"
        r"|不是我(?:借|欠|贷|办)的|我(?:从来)?没(?:有)?(?:借|贷|欠|办)(?:过)?(?:钱|款|你|这|贷|任何|$|啊|呀)|没(?:有)?借过"
        r"|不欠(?:你|钱|这)|(?:有|提出?)异议|金额(?:不对|错了|有问题)|账(?:单)?(?:不对|有问题)|不承认这(?:笔|个)",
    ),
    _wire(
        "minor",
        Flag.MINOR_ANSWERED,
        r"\bi(?:'m| am) (?:only |just )?(?:a (?:kid|child|minor)|(?:[5-9]|1[0-7]|five|six|seven|eight|nine|ten"
        r"|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)(?: years? old)?\s*$|(?:[5-9]|1[0-7]|five"
        r"|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen) years? old)"
        r"|\bi(?:'m| am) (?:under (?:age|18|eighteen)|underage)|\bmy (?:mom|mum|mommy|dad|daddy|parents)(?:'s| is"
        r"| are)? (?:not (?:home|here)|out|at work)"
        r"|我(?:是|还是|才是)?(?:个)?(?:小孩|孩子|未成年|小学生|初中生|中学生)(?!.{0,4}(?:生病|上学|要))|我(?:才"
        r"|今年|还|只有)+(?:[5-9]|1[0-7]|[五六七八九十]|十[一二三四五六七])岁|(?:我)?(?:爸爸|妈妈|爸妈|大人)(?:都)?不在家"
        r"|未成年",
    ),
    _wire(
        "coercion",
        Flag.SAFE_CONTACT_ONLY,
        r"\b(?:forced|forcing|made|makes) me (?:to )?(?:take|sign|borrow|get the loan|open)|\b(?:he|she|they|husband"
        r"|wife|boyfriend|girlfriend|partner) (?:beats|hits|hurts|threatens|threatened|abuses|controls) me|\babusive (?:husband"
        r"|relationship|partner|ex|boyfriend)|\bdomestic (?:violence|abuse)"
        r"|\b(?:he|she|they)(?:'s| is| are) (?:listening|watching me)|\bnot safe (?:to talk|for me)|\bcan't talk safely"
        r"|\bafraid of (?:him|my husband|my partner)"
        r"|(?:逼|强迫|胁迫|威胁)(?:着)?我(?:去)?(?:借|贷|签|办)|被(?:人)?(?:逼|迫|强迫|胁迫)(?:着)?(?:借|贷|签"
        r"|办)|家暴|(?:他|她|老公|男朋友|丈夫)(?:经常|总|老)?打我|不安全.{0,4}(?:说|谈)|他在(?:旁边)?(?:听|盯)",
    ),
    _wire(
        "complaint",
        Flag.COMPLAINT,
        r"\b(?:file|make|lodge|submit|have|want|like) (?:to )?(?:file |make |lodge )?a? ?(?:formal )?complaint"
        r"|\bi(?:'m| am| will|'ll)?(?: going to| gonna)? (?:complain|report you|report this)|\bcfpb\b|\bombudsman"
        r"|\bregulator|\bbetter business bureau|\battorney general"
        r"|投诉|举报|12378|12363|12315|银保监|金融监管|消保",
        r"no complaints?|not complaining|can't complain|不(?:是)?(?:要|想)?投诉|没有?投诉",
    ),
    _wire(
        "third_party",
        Flag.THIRD_PARTY_ANSWERED,
        r"\b(?:i'm|i am|this is|it's) (?:his|her|their|the|\w+'s) (?:wife|husband|mother|father|mom|mum|dad|son"
        r"|daughter|brother|sister|roommate|flatmate|friend|colleague|boss|partner|girlfriend|boyfriend|secretary"
        r"|assistant|neighbou?r|cousin|uncle|aunt)\b"
        r"|\b(?:he|she)(?:'s| is) (?:not|n't) (?:here|home|in|available|around|at home)|\b(?:he|she) isn't (?:here"
        r"|home|in|available|around)|\b(?:he|she) (?:is out|just left|stepped out|went out)|\b(?:can|may|shall) i take a message"
        r"|\bi'll tell (?:him|her)|\bwho(?:'s| is) calling for (?:him|her)"
        r"|我是(?:他|她|机主|李强)的?(?:老婆|老公|妻子|丈夫|爱人|妈妈|爸爸|母亲|父亲|儿子|女儿|哥哥?|弟弟?|姐姐?"
        r"|妹妹?|朋友|同事|室友|家人|亲戚|邻居|媳妇|家属|对象)|(?:他|她)(?:现在|人)?(?:不在(?!乎|意|人世|世)|没在"
        r"|出去了|出门了)|我不是(?:他|她)?本人|我(?:帮|替)(?:他|她)接|我是(?:他|她)(?:家人|家属)",
    ),
)


def trip(texts: tuple[str, ...]) -> Tripwire | None:
    """The weightiest rule that any of the texts trips."""
    clean = tuple(normalise(t).lower().replace("\u2019", "'") for t in texts if t)
    for rule in RULES:
        for text in clean:
            if rule.says.search(text) and not (rule.unless and rule.unless.search(text)):
                return rule
    return None


FLAGS: dict[str, Flag] = {rule.intent: rule.flag for rule in RULES}
"""The flag of every safety intent, whether a rule or the model found it."""

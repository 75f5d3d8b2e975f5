"""A seeded corpus in the likeness of annual disclosure reports, and the queries that are put to it.

Every organ, place and sentence is invented. Words follow a steep frequency curve, as in real reports: the
formulas of the genre stand in every report, the matter of one organ only in its own, some things only once.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

from archive.search.document import SearchDocument


def _words(text: str) -> list[str]:
    return text.split()


_PLACES = _words(
    "青岭 临溪 东沅 北浦 南砚 云垟 江隐 安澜 宁川 和屏 泰洮 永汀 新淙 平峪 海棠 长桥 西坞 龙渚 凤鸣 石埭"
)
_TIERS = _words("市 区 县 镇 街道")
_MATTERS = _words(
    "人民防空办公室 财政局 教育局 卫生健康委员会 民政局 税务局 统计局 审计局 司法局 水务局 林业局 "
    "应急管理局 市场监督管理局 自然资源局 城乡建设局 交通运输局 农业农村局 文化和旅游局 信访局 档案馆 "
    "医疗保障局 体育局"
)
_FORMULAS = (
    "根据《中华人民共和国政府信息公开条例》的要求,现公布{y}年度政府信息公开工作报告。",
    "本报告中所列数据的统计期限自{y}年1月1日起至{y}年12月31日止。",
    "全年通过政府网站主动公开政府信息{n}条,其中规范性文件{m}件。",
    "共收到依申请公开{n}件,予以公开{m}件,不予公开{k}件,已全部按期答复。",
    "因政府信息公开工作被申请行政复议{m}起,提起行政诉讼{k}起。",
    "我单位高度重视政务公开工作,成立以主要负责同志为组长的领导小组。",
    "存在的主要问题:一是主动公开的内容还不够全面,二是工作人员业务水平有待提高。",
    "下一步将进一步加强政策解读和回应关切,不断提升信息公开的质量和实效。",
    "本年度未收取任何信息处理费。",
    "如对本报告有疑问,请与{o}联系,电话:{p}。",
)
_SUBJECTS = _words("我局 我单位 办公室 各科室 领导小组 政务服务中心 全系统 信息公开工作机构 相关部门 各镇街")
_ADVERBS = _words("进一步 全面 及时 认真 积极 持续 严格 有序 主动 依法 不断 统筹 扎实 重点 定期 逐步")
_VERBS = _words(
    "推进 加强 完善 落实 健全 规范 开展 公开 发布 梳理 编制 优化 拓展 细化 组织 强化 整理 审查 更新 回应 "
    "征集 公示 督促 考核"
)
_OBJECTS = _words(
    "政府信息公开目录 政务公开标准化 依申请公开办理流程 政策解读 重点领域信息 财政预算决算 行政处罚结果 "
    "行政许可事项 规范性文件 公共资源配置 民生保障信息 环境保护信息 食品药品安全 安全生产监管 保障性住房 "
    "征地拆迁补偿 扶贫资金使用 社会救助标准 教育招生政策 医疗服务价格 网站栏目建设 政务新媒体管理 "
    "保密审查机制 责任追究制度 业务培训 公众参与渠道 政府公报 信息发布平台 办事指南 建议提案答复 营商环境 "
    "放管服改革 双随机抽查 减税降费 疫情防控信息 粮食储备 人防工程质量监督 防空警报试鸣 地下空间利用 "
    "河长制 国有企业负责人薪酬 公务员招考录用 行政复议决定 行政诉讼应诉 第三方评估 档案移交 查阅场所 "
    "便民热线 网格化管理 乡村振兴"
)
_RARE = _words(
    "钩稽关系 麻栗坡林场 候鸟迁徙通道 磷石膏堆场 古廊桥修缮 稀土尾矿 盐碱地改良 海水稻试种 氢能示范站 "
    "摩崖石刻 石漠化治理 渡口安全员 獐子岛海域 蚕种繁育 砗磲保护 鼋头渚闸门 僰人遗址"
)
_LATIN = _words("APP WiFi GB/T19001 ISO9001 PPP OCR IPv6 Excel PDF 5G EPC")
# Full-width signs are written as ASCII above; most reports print the full-width ones, some mix them.
_FULL_WIDTH_SIGNS = str.maketrans(",:;()", "\uff0c\uff1a\uff1b\uff08\uff09")
_FULL_WIDTH_DIGITS = str.maketrans("0123456789", "".join(chr(0xFF10 + digit) for digit in range(10)))
_TO_TRADITIONAL = str.maketrans("开关务办织实质体统组护处决", "開關務辦織實質體統組護處決")


class Corpus:
    """Reports made from a seed; the same seed and number give the same reports."""

    def __init__(self, reports: int, seed: int = 8, characters: int = 4000) -> None:
        self.reports = reports
        self.seed = seed
        self.characters = characters
        names = random.Random(seed)
        first, second = "栖澄岚砺沐荻蓼霁虞筠峤翎苕洵玥珩鄞瑾", "峰湖坪湾里桥坡铺店集寨屯塘浜岗"
        self._villages = sorted(
            {names.choice(first) + names.choice(first) + names.choice(second) for _ in range(3000)}
        )
        self._village_weights = list(accumulate(1 / (rank + 3) for rank in range(len(self._villages))))
        self._object_weights = list(accumulate(1 / (rank + 2) for rank in range(len(_OBJECTS))))

    def __iter__(self) -> Iterator[SearchDocument]:
        for number in range(self.reports):
            yield self.document(number)

    def document(self, number: int) -> SearchDocument:
        """The report of this number."""
        chance = random.Random(self.seed * 10_000_019 + number)
        place = chance.choice(_PLACES) + chance.choice(_TIERS)
        organ = place + chance.choice(_MATTERS)
        year = 2008 + min(16, int(17 * chance.random() ** 0.7))
        title = chance.choice(
            ("{o}{y}年政府信息公开工作年度报告", "{y}年度{o}政府信息公开年报", "{o}信息公开年度报告({y}年)")
        )
        text = self._text(chance, organ, year)
        return SearchDocument(
            id=f"r{number}",
            report=f"report{number}",
            title=title.format(o=organ, y=year),
            organ=organ,
            text=text,
            year=year,
            published_on=f"{year + 1}-{chance.randint(1, 3):02}-{chance.randint(1, 28):02}",
            portal=f"portal{_PLACES.index(place[:2]):02}",
            kind="report" if chance.random() < 0.9 else "about_report",
            division=f"{210000 + 100 * _PLACES.index(place[:2])}",
            latest=True,
        )

    def _text(self, chance: random.Random, organ: str, year: int) -> str:
        """About as many characters as asked for: formulas, working sentences, numbers, and the odd rarity."""
        paragraphs: list[str] = [formula for formula in _FORMULAS if chance.random() < 0.8]
        length = sum(map(len, paragraphs))
        while length < self.characters:
            paragraph = "".join(self._sentence(chance) for _ in range(chance.randint(2, 5)))
            paragraphs.append(paragraph)
            length += len(paragraph)
        chance.shuffle(paragraphs)
        if chance.random() < 0.02:
            paragraphs.insert(chance.randrange(len(paragraphs)), f"另,{chance.choice(_RARE)}一事已另行公布。")
        text = "\n  ".join(paragraphs).replace("{o}", organ).replace("{y}", str(year))
        for slot, highest in (("{n}", 4000), ("{m}", 90), ("{k}", 9), ("{p}", 89_999_999)):
            text = text.replace(slot, str(chance.randint(1, highest)))
        if chance.random() < 0.9:
            text = text.translate(_FULL_WIDTH_SIGNS)
        style = chance.random()
        if style < 0.05:
            return text.translate(_TO_TRADITIONAL)
        if style < 0.10:
            return text.translate(_FULL_WIDTH_DIGITS)
        if style < 0.13:  # hard line breaks, as a PDF's text has them
            return "\n".join(text[start : start + 38] for start in range(0, len(text), 38))
        return text

    def _sentence(self, chance: random.Random) -> str:
        """A clause or two of what an office says it did."""
        things = chance.choices(_OBJECTS, cum_weights=self._object_weights, k=2)
        village = chance.choices(self._villages, cum_weights=self._village_weights)[0]
        form = chance.randrange(6)
        subject, adverb, verb, other = (
            chance.choice(words) for words in (_SUBJECTS, _ADVERBS, _VERBS, _VERBS)
        )
        if form == 0:
            return f"{subject}{adverb}{verb}{things[0]},{other}{things[1]}。"
        if form == 1:
            return f"在{village}{verb}{things[0]}{chance.randint(1, 300)}次,涉及群众{chance.randint(1, 9999)}人。"
        if form == 2:
            return f"{adverb}{verb}{things[0]},完成{village}等{chance.randint(2, 40)}处的{things[1]}工作。"
        if form == 3:
            count, share = chance.randint(1, 999), f"{chance.randint(1, 99)}.{chance.randint(0, 99):02}%"
            return f"{subject}{verb}了“{things[0]}”专栏,更新信息{count}条,占{share};"
        if form == 4:
            return f"对{things[0]}、{things[1]}{adverb}{verb},由{village}{subject}负责{other}。"
        return f"{adverb}运用{chance.choice(_LATIN)}等方式{verb}{things[0]}({village})。"

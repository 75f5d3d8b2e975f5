"""The organs of 清川市, an invented city: who publishes reports, under which name in which report year."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

CITY = "清川市"
DIVISION = "990100"
"""In no issue of GB/T 2260: no province has the digits 99."""

REPORT_YEARS = tuple(range(2014, 2022))


class Publisher(StrEnum):
    """The three publisher channels of a report year; the value is the folder of the channel."""

    CITY = "syszfxxgkgzndbg"
    DEPARTMENTS = "bmzfxxgkgzndbg"
    DISTRICTS = "qxzfxxgkgzndbg"

    @property
    def label(self) -> str:
        """The name of the channel as the portal shows it."""
        return {
            Publisher.CITY: "市政府政府信息公开工作年度报告",
            Publisher.DEPARTMENTS: "部门政府信息公开工作年度报告",
            Publisher.DISTRICTS: "区县政府信息公开工作年度报告",
        }[self]


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an organ, in use from the report year `since`: in full, and as its source lines say it."""

    since: int
    full: str
    short: str


@dataclass(frozen=True, slots=True)
class Organ:
    """One organ: its names over time, its channel, and the words its prose is about.

    `weight` scales its counts (1 is a small department); `aggregate` organs report for everyone below.
    """

    id: str
    publisher: Publisher
    division: str
    names: tuple[Name, ...]
    topics: tuple[str, ...]
    weight: float = 1.0
    aggregate: bool = False
    town: bool = False

    def name(self, report_year: int) -> Name:
        """The name in use when the report for `report_year` was written."""
        return [name for name in self.names if name.since <= report_year][-1]


def _department(organ: str, names: str, topics: str, weight: float = 1.0) -> Organ:
    """`names` is `full/short`, later names after a space as `2018:full/short`; both without the city."""
    parsed = []
    for part in names.split():
        since, _, pair = part.rpartition(":")
        full, short = pair.split("/")
        parsed.append(Name(int(since or 0), CITY + full, "市" + short))
    return Organ(organ, Publisher.DEPARTMENTS, DIVISION, tuple(parsed), tuple(topics.split()), weight)


def _district(organ: str, division: str, full: str, topics: str, weight: float) -> Organ:
    name = Name(0, f"{CITY}{full}人民政府", f"{full}政府办")
    return Organ(organ, Publisher.DISTRICTS, division, (name,), tuple(topics.split()), weight, aggregate=True)


_CITY_TOPICS = (
    "重大建设项目 公共资源配置 营商环境 财政预决算 城市更新 稳岗就业 老旧小区改造 乡村振兴 民生实事 "
    "重点工程进度 政府常务会议 十大民生工程 减税降费 污染防治 招商引资 防汛备汛"
)

_OFFICE_TOPICS = "公文办理 建议提案答复 政务值班 政策文件库 政府公报 督查事项 会议纪要 机关事务 网站普查"

CITY_GOVERNMENT = Organ(
    "shizhengfu",
    Publisher.CITY,
    DIVISION,
    (Name(0, f"{CITY}人民政府", "市政府办公室"),),
    tuple(_CITY_TOPICS.split()),
    aggregate=True,
)

ORGANS: tuple[Organ, ...] = (
    CITY_GOVERNMENT,
    Organ(
        "zhengfuban",
        Publisher.CITY,
        DIVISION,
        (Name(0, f"{CITY}人民政府办公室", "市政府办公室"),),
        tuple(_OFFICE_TOPICS.split()),
    ),
    _department(
        "renfang",
        "人民防空办公室/人防办",
        "人防工程审批 平战结合 防空警报试鸣 人防工程质量监督 指挥通信 易地建设费 人防宣传进社区 "
        "早期工程加固 疏散基地",
        0.8,
    ),
    _department(
        "jiaoyu",
        "教育局/教育局",
        "义务教育入学 学区划分 中考录取 教师招聘 校外培训治理 学前教育普惠 营养改善计划 校园安全 "
        "研学实践 学籍管理",
        2.2,
    ),
    _department(
        "minzheng",
        "民政局/民政局",
        "最低生活保障 养老服务 社会组织登记 婚姻登记 殡葬管理 地名普查 临时救助 流浪救助 "
        "福利彩票公益金 社区治理",
        1.2,
    ),
    _department(
        "caizheng",
        "财政局/财政局",
        "部门预算 绩效评价 政府债务 政府采购监管 专项资金 会计管理 国库支付 非税收入 三公经费 惠农补贴",
        1.0,
    ),
    _department(
        "weijian",
        "卫生和计划生育委员会/卫计委 2018:卫生健康委员会/卫健委",
        "家庭医生签约 疫苗接种 医疗机构执业许可 公共场所卫生监督 妇幼保健 职业病防治 基层医疗 "
        "无偿献血 医师注册 健康宣教",
        1.6,
    ),
    _department(
        "huanbao",
        "环境保护局/环保局 2018:生态环境局/生态环境局",
        "环评审批 空气质量日报 饮用水水源 排污许可 辐射安全 噪声投诉 固废转移 清河流域治理 环境监察 秸秆禁烧",
        1.8,
    ),
    _department(
        "shuili",
        "水务局/水务局 2018:水利局/水利局",
        "河长制 取水许可 水土保持方案 农村饮水安全 水库调度 节水评价 山洪预警 灌区改造 河道采砂 水价改革",
        0.7,
    ),
    _department(
        "tongji",
        "统计局/统计局",
        "月度主要指标 经济普查 住户调查 统计公报 名录库管理 数据解读 统计执法 企业联网直报 人口抽样 统计年鉴",
        0.5,
    ),
    _department(
        "shenji",
        "审计局/审计局",
        "预算执行审计 经济责任审计 审计结果公告 整改落实 投资审计 内部审计指导 民生资金审计 "
        "资源环境审计 政策跟踪审计",
        0.4,
    ),
    _department(
        "jiaotong",
        "交通运输局/交通局",
        "农村公路 公交线路优化 道路运输证 网约车许可 超限治理 桥梁检测 水上安全 客运站管理 驾培行业 治超站点",
        1.5,
    ),
    _department(
        "zhujian",
        "城乡建设委员会/建委 2018:住房和城乡建设局/住建局",
        "施工许可 商品房预售 物业管理 棚户区改造 工程质量监督 燃气安全 公租房配租 城市内涝治理 "
        "竣工验收备案 招投标监管",
        2.6,
    ),
    _department(
        "ziran",
        "国土资源局/国土局 2018:自然资源局/自然资源局",
        "征地补偿 土地出让 不动产登记 矿业权管理 地质灾害防治 规划许可 耕地保护 测绘成果 用地预审 "
        "批而未供处置",
        3.0,
    ),
    _department(
        "renshe",
        "人力资源和社会保障局/人社局",
        "事业单位招聘 社保缴费基数 职称评审 劳动仲裁 创业担保贷款 欠薪治理 技能竞赛 养老金调整 "
        "失业登记 工伤认定",
        1.7,
    ),
    _department(
        "shangwu",
        "商务局/商务局",
        "外资备案 会展活动 老字号 成品油零售 电子商务进农村 家政服务 外贸订单 再生资源回收 消费促进 口岸协作",
        0.5,
    ),
    _department(
        "shijian",
        "工商行政管理局/工商局 2018:市场监督管理局/市监局",
        "食品抽检 企业注册 特种设备 价格检查 广告监测 药品流通 消费维权 计量检定 知识产权保护 双随机抽查",
        2.0,
    ),
    _department(
        "nongye",
        "农业委员会/农委 2018:农业农村局/农业农村局",
        "农机购置补贴 高标准农田 动物疫病防控 农产品质量追溯 宅基地管理 土地流转 种子市场 渔业增殖 "
        "合作社示范 秋粮收购",
        0.9,
    ),
    _district(
        "yunling",
        "990102",
        "云岭区",
        "云岭老街保护 区属学校学位 背街小巷整治 楼宇经济 社区食堂 停车泊位 夜市管理 街道权责清单 "
        "征收补偿 文明创建",
        2.0,
    ),
    _district(
        "shiqiao",
        "990103",
        "石桥区",
        "石桥工业园 厂房租金减免 旧厂改造 环卫作业 公园绿地 雨污分流 集贸市场 社区矫正 志愿服务 物流通道",
        1.6,
    ),
    _district(
        "beizhou",
        "990104",
        "北洲区",
        "北洲湿地 高铁站前片区 安置房建设 科创孵化 轨道衔接 洲头码头 村改居 城中村治理 产业基金 人才公寓",
        1.3,
    ),
    _district(
        "liuwan",
        "990121",
        "柳湾县",
        "柳湾茶产业 扶贫项目库 移民后扶 县城路网 乡镇卫生院 林权改革 古村落 小水电清理 电商服务站 抗旱保苗",
        1.1,
    ),
    _district(
        "qingxi",
        "990122",
        "青溪县",
        "青溪源头保护 生态补偿 竹编技艺 乡村旅游 县域医共体 村级财务 退耕还林 防火巡护 冷水渔业 通村客运",
        0.9,
    ),
)

_TOWN_TOPICS = "石门集镇改造 村务公开 农村危房 土地确权 护林防火 低保评议 惠民资金 环境整治"

TOWN = Organ(
    "shimenzhen",
    Publisher.DISTRICTS,
    "990102",
    (Name(0, f"{CITY}云岭区石门镇人民政府", "石门镇"),),
    tuple(_TOWN_TOPICS.split()),
    0.2,
    town=True,
)
"""A town: no law sets a date for its report. The city's aggregate leaves it out."""

BY_ID = {organ.id: organ for organ in (*ORGANS, TOWN)}
DEPARTMENTS = tuple(organ for organ in ORGANS if organ.publisher is Publisher.DEPARTMENTS)
DISTRICTS = tuple(organ for organ in ORGANS if organ.publisher is Publisher.DISTRICTS)
PARTS = tuple(organ for organ in ORGANS if organ is not CITY_GOVERNMENT)
"""Whose counts the city's aggregate sums up."""

SUCCESSOR = Name(2022, f"{CITY}国防动员办公室", "市国动办")
"""Takes over the pages of 人民防空办公室 in the course of the clock."""

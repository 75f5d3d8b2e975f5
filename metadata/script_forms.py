"""Text in one form, for matching only: traditional characters simplified one for one, one width, no white space.

Copies behind `/gate/big5/` and the mirrors on foreign hosts show 發布時間, 政府信息公開工作年度報告.
Matching is done on the simplified form; what a reading reports stays as the page wrote it.
"""

from __future__ import annotations

import re
import unicodedata

_PAIRS = (
    "發发佈布時时間间來来機机構构開开號号單单報报務务業业廳厅區区縣县鎮镇鄉乡門门會会員员處处總总黨党國国"
    "環环護护財财稅税審审計计統统測测應应急急農农糧粮資资產产規规劃划設设運运輸输衛卫體体療疗險险勞劳動动"
    "監监督督檢检質质藥药電电訊讯聞闻廣广視视檔档館馆學学術术軍军隊队東东陽阳寧宁慶庆蘭兰雲云貴贵瀋沈遼辽"
    "連连營营陸陆龍龙鳳凤馬马麗丽豐丰興兴與与義义長长灣湾島岛嶺岭邊边縱纵鹽盐龜龟鐵铁銀银錦锦鄭郑許许"
    "漢汉濟济濰潍濱滨瀘泸灤滦溫温蘇苏揚扬淒凄漣涟滙汇匯汇無无錫锡贛赣萬万億亿點点擊击瀏浏覽览數数題题類类"
    "標标稱称關关書书編编輯辑責责任任據据條条權权證证達达說说讀读圖图問问處处證证執执優优佔占價价內内"
    "從从眾众協协個个備备億亿儀仪倉仓傳传傷伤債债僅仅兩两凱凯刪删則则剛刚創创劇剧勝胜勢势勻匀勵励華华"
    "歷历歸归殘残氣气決决況况淨净減减準准湯汤溝沟滿满漁渔潔洁潤润濃浓烏乌熱热爭争爾尔牆墙狀状獨独獻献"
    "現现瑪玛琺珐產产畝亩畢毕異异當当疊叠發发監监盤盘盧卢礦矿禮礼種种積积穩稳窮穷競竞節节築筑籌筹"
    "紅红紀纪約约級级紙纸組组細细終终結结給给絡络經经綠绿網网緊紧綜综線线練练縮缩績绩織织繼继續续罰罚"
    "聯联職职聽听腦脑臨临舉举舊旧藝艺處处補补製制複复見见覺觉觀观觸触訂订討讨訓训記记設设訪访訴诉"
    "評评詢询試试詳详認认語语誤误請请調调談谈論论議议譯译變变讓让貢贡財财貧贫貨货販贩貫贯費费貿贸賀贺"
    "賃赁資资賠赔賣卖質质賬账購购賽赛趙赵趨趋車车軌轨軟软較较載载輔辅輕轻輝辉輪轮轄辖轉转辦办辭辞"
    "這这進进遊游過过違违遠远適适遷迁選选遺遗還还邏逻鄰邻醫医釋释針针鋼钢錄录錯错鍵键鎖锁鏈链鑒鉴"
    "閉闭閱阅闊阔隨随險险隱隐雖虽雙双雜杂離离難难靈灵靜静響响頁页項项順顺須须預预領领頭头頻频題题額额"
    "願愿顧顾顯显風风飛飞飯饭館馆驗验驛驿髒脏鬥斗鬧闹魚鱼鮮鲜鳥鸟鴻鸿麥麦黃黄齊齐齡龄佈布祕秘啟启"
)
_SIMPLIFIED = {ord(_PAIRS[at]): _PAIRS[at + 1] for at in range(0, len(_PAIRS), 2)}
_TRADITIONAL = re.compile("[" + "".join(map(chr, _SIMPLIFIED)) + "]")


def simplified(text: str) -> str:
    """The text with the traditional characters of organs, labels and titles simplified; as long as before."""
    return text.translate(_SIMPLIFIED) if _TRADITIONAL.search(text) else text


def squeezed(text: str) -> str:
    """The text in compatibility form (full-width digits as digits) without any white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())

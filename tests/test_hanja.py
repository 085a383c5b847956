"""Hanja readings: a table of words from the dictionary, and laws over whole character sets."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import hangul, tables
from koprep.hanja import to_hangul

# Where a word begins, after a vowel or ㄴ, and inside.
INITIAL = """
女子 여자, 男女 남녀, 女性 여성, 年度 연도, 新年 신년, 老人 노인, 敬老 경로, 勞動 노동, 過勞 과로,
歷史 역사, 經歷 경력, 法律 법률, 樂園 낙원, 來日 내일, 未來 미래, 良心 양심, 改良 개량, 禮儀 예의,
婚禮 혼례, 流行 유행, 交流 교류, 理由 이유, 原理 원리, 龍宮 용궁, 李氏 이씨, 尿道 요도, 紐帶 유대,
匿名 익명, 念佛 염불, 信念 신념, 冷房 냉방, 寒冷 한랭, 綠色 녹색, 草綠 초록, 雷雨 뇌우, 羅列 나열,
先烈 선열, 齒列 치열, 行列 행렬, 分裂 분열, 決裂 결렬, 規律 규율, 戰慄 전율, 優劣 우열, 拙劣 졸렬,
百分率 백분율, 失敗率 실패율, 成長率 성장률, 比率 비율, 出生率 출생률, 列車 열차, 律動 율동, 栗谷 율곡,
烈士 열사, 聯盟 연맹, 連絡 연락
"""

# The later part of a compound begins a word of its own.
COMPOUNDS = """
國際聯合 국제연합, 男尊女卑 남존여비, 海外旅行 해외여행, 會計年度 회계연도, 新女性 신여성, 熱力學 열역학,
年利率 연이율, 男女老少 남녀노소, 進退兩難 진퇴양난, 落花流水 낙화유수, 喜怒哀樂 희로애락,
一刀兩斷 일도양단, 生老病死 생로병사, 共和國大統領選擧 공화국대통령선거, 大統領制 대통령제,
目的論者 목적론자, 靑少年期 청소년기, 心理學 심리학, 相對性理論 상대성이론, 全國勞動組合 전국노동조합,
不利益 불이익, 非論理的 비논리적, 逆利用 역이용, 總領事 총영사, 高冷地 고랭지, 大韓民國 대한민국,
聖誕節 성탄절, 放射線療法 방사선요법, 失樂園 실낙원, 勤勞者 근로자, 無利子 무이자, 重勞動 중노동,
萬里長城 만리장성
"""

READINGS = """
敗北 패배, 北韓 북한, 音樂 음악, 快樂 쾌락, 娛樂 오락, 樂器 악기, 復活 부활, 復興 부흥, 回復 회복,
更新 갱신, 更生 갱생, 變更 변경, 降伏 항복, 投降 투항, 降雨 강우, 下降 하강, 相殺 상쇄, 殺到 쇄도,
殺人 살인, 憎惡 증오, 嫌惡 혐오, 惡寒 오한, 惡意 악의, 遊說 유세, 小說 소설, 容易 용이, 難易 난이,
簡易 간이, 貿易 무역, 一切 일체, 適切 적절, 媤宅 시댁, 住宅 주택, 省略 생략, 反省 반성, 便所 변소,
小便 소변, 便利 편리, 布施 보시, 布告 포고, 洞察 통찰, 洞里 동리, 暴惡 포악, 暴力 폭력, 雪糖 설탕,
糖尿病 당뇨병, 要塞 요새, 閉塞 폐색, 賞狀 상장, 令狀 영장, 狀態 상태, 索道 삭도, 索引 색인, 龜裂 균열,
龜鑑 귀감, 龜尾 구미, 謁見 알현, 意見 의견, 牡丹 모란, 契丹 거란, 丹楓 단풍, 契約 계약, 木瓜 모과,
菩提 보리, 般若 반야, 南無阿彌陀佛 나무아미타불, 生辰 생신, 壬辰 임진, 嗚咽 오열, 咽喉 인후, 滑稽 골계,
滑降 활강, 輻射 복사, 輻輳 폭주, 狼藉 낭자, 什器 집기, 拓本 탁본, 開拓 개척, 標識 표지, 知識 지식,
句讀點 구두점, 吏讀 이두, 讀書 독서, 度支部 탁지부, 制度 제도, 計畫 계획, 率直 솔직, 引率 인솔, 統率 통솔,
自轉車 자전거, 人力車 인력거, 自動車 자동차, 馬車 마차, 停車場 정거장, 茶道 다도, 綠茶 녹차, 紅茶 홍차,
茶房 다방, 人參 인삼, 參加 참가, 承諾 승낙, 許諾 허락, 受諾 수락, 困難 곤란, 論難 논란, 大怒 대로,
憤怒 분노, 奴隸 노예, 數字 숫자, 回數 횟수, 貰房 셋방, 點數 점수, 十方 시방, 初八日 초파일, 六月 유월,
十月 시월, 五六月 오뉴월, 十月革命 시월혁명, 沸騰 비등, 推敲 퇴고, 肺炎 폐렴, 炎症 염증
"""

NAMES = """
金氏 김씨, 金浦 김포, 金海 김해, 金大中 김대중, 金融 금융, 金屬 금속, 金曜日 금요일, 金允植 김윤식,
金剛山 금강산, 沈氏 심씨, 沈默 침묵, 沈象奎 심상규, 沈澱物 침전물, 寧越 영월, 會寧 회령, 安寧 안녕,
武寧王 무령왕, 智異山 지리산, 漢拏山 한라산, 論山 논산, 高句麗 고구려, 新羅 신라, 新羅時代 신라시대,
陜川 합천, 虎尾串 호미곶, 李舜臣 이순신, 柳寬順 유관순, 全州李氏 전주이씨, 奈良 나라, 台灣 대만,
佛蘭西 불란서, 伊太利 이태리, 淸凉里 청량리, 鬱陵島 울릉도, 全羅道 전라도, 鷺梁津 노량진
"""

NUMBERS = """
二十 이십, 六十 육십, 十六 십육, 六千六百六十六 육천육백육십육, 五六 오륙, 四六判 사륙판, 六二五 육이오,
第六感 제육감, 死六臣 사육신, 一九六〇年 일구육영년, 二〇二五年 이영이오년, 二十年 이십년,
九十年代 구십년대, 千里 천리, 百兩 백냥, 兩班 양반, 貳拾 이십, 參拾萬 삼십만, 3年 3년, 3年間 3년간,
2020年度 2020년도, 3 年 3 년, 10里 10리, 2流 2류, 3列 3열, 6月 6월, 100兩 100냥, 몇 年 몇 년, ２年 ２년,
5連勝 5연승
"""

NEGATIONS = """
不動産 부동산, 不足 부족, 不可 불가, 不正 부정, 不在 부재, 不安 불안, 不便 불편, 不當 부당, 不德 부덕,
不平 불평, 不實 부실, 不老草 불로초, 不得不 부득불, 不條理 부조리, 不도덕 부도덕, 不규칙 불규칙,
不凍液 부동액, 不屈 불굴
"""

# What stands before the Hanja decides whether they begin a word.
AFTER_HANGUL = """
실패率 실패율, 성공率 성공률, 독서欄 독서란, 노동力 노동력, 사용料 사용료, 해외旅行 해외여행,
한국歷史 한국역사, 회의論者 회의론자, 작年 작년, 작年末 작년말, 수年間 수년간, 회계年度 회계연도,
男·女 남·여, (女) (여), A類 A류, 그럴 理가 그럴 리가, 이 理論 이 이론, 女と男 여と남, 金씨는 김씨는,
金은 금은, 金 대통령 금 대통령, 年 3% 연 3%
"""


def pairs(*tables: str) -> list[tuple[str, str]]:
    """Split `漢字 한자, …` at commas, and each half at its middle: both have the same length."""
    words = [word.strip() for table in tables for word in table.replace("\n", " ").split(",") if word.strip()]
    return [(word[: len(word) // 2], word[len(word) // 2 + 1 :]) for word in words]


CASES = pairs(INITIAL, COMPOUNDS, READINGS, NAMES, NUMBERS, NEGATIONS, AFTER_HANGUL)

KS_X_1001 = [bytes((lead, trail)).decode("cp949") for lead in range(0xCA, 0xFE) for trail in range(0xA1, 0xFF)]


def is_hanja(char: str) -> bool:
    return char == "〇" or "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"


def test_the_table_of_words_is_large() -> None:
    assert len(CASES) >= 300
    assert len(set(CASES)) == len(CASES)


@pytest.mark.parametrize(("hanja", "reading"), CASES)
def test_words(hanja: str, reading: str) -> None:
    assert to_hangul(hanja) == reading


def test_golden_line() -> None:
    words = "失敗率 成長率 音樂 金氏 不動産 女子 男女 六月"
    assert to_hangul(words) == "실패율 성장률 음악 김씨 부동산 여자 남녀 유월"


def test_words_read_the_same_in_a_sentence() -> None:
    sentence = "大統領은 六月에 金浦에서 不動産과 失業率을 論議했다."
    assert to_hangul(sentence) == "대통령은 유월에 김포에서 부동산과 실업률을 논의했다."
    assert to_hangul("「勞動法」, 그리고 『女性』의 歷史") == "「노동법」, 그리고 『여성』의 역사"


def test_decomposed_hangul_counts_too() -> None:
    for text in ("실패率", "성공率", "비판率", "不도덕", "不규칙", "작年末"):
        decomposed = unicodedata.normalize("NFD", text)
        assert unicodedata.normalize("NFC", to_hangul(decomposed)) == to_hangul(text)


def test_compatibility_ideographs_keep_their_reading() -> None:
    music, pleasure, likes = "樂", "\uf95c", "\uf9bf"
    assert [unicodedata.normalize("NFC", char) for char in (pleasure, likes)] == [music, music]
    assert to_hangul(pleasure) == "락"
    assert to_hangul(f"{likes}山{likes}水") == "요산요수"
    assert to_hangul("\uf981子") == "여자"  # as CP949 writes 女子
    assert to_hangul("男\uf981") == "남여"  # the writer chose this one
    assert to_hangul("失敗\uf9db") == "실패율"


def test_ideographs_of_other_standards_are_read_as_what_they_stand_for() -> None:
    assert to_hangul("\ufa1c \U0002f804") == to_hangul("靖 你")


def test_every_hanja_of_cp949_has_a_reading() -> None:
    assert len(KS_X_1001) == 4888
    assert [char for char in KS_X_1001 if not hangul.is_syllable(to_hangul(char))] == []


def test_japanese_and_simplified_forms_are_read() -> None:
    assert to_hangul("失業者の国 経済 図書館 汉语 语言学") == "실업자の국 경제 도서관 한어 어언학"


@pytest.mark.parametrize("text", ["", "abc 123 ㅋㅋ 한글 ひらがな カタカナ", "〇", "〇〇고등학교", "々", "😀", "ﾊﾝｸﾞﾙ"])
def test_text_without_hanja_is_returned_as_it_is(text: str) -> None:
    assert to_hangul(text) is text


def test_characters_without_a_reading_stay() -> None:
    assert to_hangul("\U00030000女") == "\U00030000녀"
    assert to_hangul("金〇〇는 〇〇學校에") == "김〇〇는 〇〇학교에"


@given(st.text(st.sampled_from("女不六十年兩金〇理率樂里列李三 3한는국" + "\uf914\uf981\u1161\u11ab")))
def test_any_mixture_keeps_its_length_and_what_is_no_hanja(text: str) -> None:
    read = to_hangul(text)
    assert len(read) == len(text)
    assert all(is_hanja(before) or after == before for before, after in zip(text, read, strict=True))
    assert not any(is_hanja(char) for char in read if char != "〇")


@given(st.lists(st.sampled_from(CASES)))
def test_spaces_keep_words_apart(chosen: list[tuple[str, str]]) -> None:
    chosen = [case for case in chosen if not case[0].startswith(("몇", "그", "年", "兩", "里", "理"))]
    hanja, readings = [case[0] for case in chosen], [case[1] for case in chosen]
    assert to_hangul(", ".join(hanja)) == ", ".join(readings)


def test_hostile_input_is_linear() -> None:
    assert len(to_hangul("不" * 200_000)) == 200_000
    assert len(to_hangul("率 年" * 100_000)) == 300_000
    assert len(to_hangul("金大中大統" * 50_000)) == 250_000


def test_table_of_readings_is_well_formed() -> None:
    seen: set[str] = set()
    for reading, characters, *codes in tables.read("hanja.tsv"):
        assert hangul.is_syllable(reading)
        assert unicodedata.is_normalized("NFC", characters)  # the duplicates stand as code points
        every = [*characters, *(chr(int(code, 16)) for code in " ".join(codes).split())]
        assert not seen.intersection(every)
        assert len(set(every)) == len(every)
        seen.update(every)


def test_table_of_words_is_well_formed() -> None:
    rows = tables.read("hanja_words.tsv")
    assert len({hanja for hanja, _, _ in rows}) == len(rows) >= 150
    for hanja, reading, group in rows:
        assert group in ("reading", "name", "initial", "whole")
        assert len(hanja) == len(reading) >= 2
        assert all(hangul.is_syllable(syllable) for syllable in reading)
        assert unicodedata.is_normalized("NFC", hanja)
        assert to_hangul(hanja) == reading, hanja

"""Lines that break analyzers, in groups, all written for this project.

A Python module and not a text file, since most of what is nasty can't be seen: control characters, marks of direction
and decomposed letters stand here as escapes, which no editor, diff or checkout changes. ``LINES`` are the lines as
bytes, without the newline; none holds one.
"""

from __future__ import annotations

from unicodedata import normalize

_ZWJ = "\u200d"


def _nfd(text: str) -> str:
    return normalize("NFD", text)


GROUPS: dict[str, list[str | bytes]] = {
    # Nothing to analyze at all: a blank line makes Komoran and Kkma raise, and Hannanum wait for ever.
    "blank and white": [
        "", " ", "  ", "\t", "\t\t ", "\u3000", "\u3000\u3000 \u3000", "\xa0", " \xa0 ", "\u200b",
        "\u200b\u200b가\u200b", "\u2003\u2009\u202f", "\u180e", "\ufeff", "가\u3000나\u3000다",
        "가\xa0나는\xa0간다", "   앞에 빈칸", "뒤에 빈칸   ", "가운데      여러      칸", "탭\t으로\t나눈\t글",
        "\u2060\u2060", "가 나", "\u3000전각 빈칸으로 시작한다.", "단\u200b어\u200b사\u200b이\u200b에 너비 없는 칸",
        "한 글 자 씩 띄 어 쓴 글",
    ],
    # As macOS writes file names; MeCab calls every syllable UNKNOWN, Okt Foreign.
    "decomposed": [
        _nfd("어제 친구를 만났다."), _nfd("뷁"), _nfd("값을 깎아 주세요"), _nfd("ChatGPT가 좋다"),
        _nfd("까꿍 꿀꺽"), _nfd("나는 학교에") + " 갔다", "cafe\u0301에서 마셨다", "re\u0301sume\u0301를 썼다",
        "A\u030angstro\u0308m", "가\u11a8나\u11ab", "\u1100\u1161\u11a8\u11a8", "\u1112\u1161\u11ab글",
        _nfd("뛌뜕뾁"),
    ],
    # Jamo that stand alone, of all three kinds, and the letters that are nothing but room for one.
    "loose jamo": [
        "ㄱ", "ㄱㄴㄷㄹㅁㅂㅅ", "ㅏㅑㅓㅕ", "ㅇㅈ", "ㄹㅇㅋㅋ", "ㄴㄴ 안 감", "ㅁㄴㅇㄹ", "ㄱㅅㄱㅅ 복 받으세요",
        "ㅊㅋㅊㅋ", "ㅎㄷㄷ;;", "ㅂㅂ2", "\u1100", "\u1161", "\u11a8", "\u11ab\u11ab\u11ab", "\u1100\u1100\u1100",
        "\u1161\u1161", "\u11a8가", "가 \u11ab 나", "\u1100 \u1161 \u11ab", "그거\u11ab 좋다", "\u3164",
        "\u3164\u3164\u3164", "\u115f\u1160", "\u1160\u11a8", "\uffa0", "이름\u3164없음", "ﾡﾤﾧ", "ￂￃ", "ﾾￂﾤﾡￚﾩ",
        "\u3165\u3166\u317f", "ㄳㄵㄶㄺ", "ㅘㅙㅚ", "하지맠ㅋㅋ", "가능햌ㅋㅋㅋㅋ", "안뇽하쎄욯ㅎㅎ",
        "ㅠㅠㅜㅜㅠㅠ", "ㅏ...", "ㅋ", "ㅋ ㅋ ㅋ", "ㄷ", "웃곀ㅋㅋ죽겠닼ㅋㅋ",
    ],
    # Before 1933, and letters that Unicode has but no keyboard.
    "old hangul": [
        "ᄒᆞᆫ글", "나랏〮말〯ᄊᆞ미〮", "ㆍ", "아ㆍ래아", "훈민졍ᅙᅳᆷ", "ᄠᅳ들", "ㅿㆁㆆ", "ᄋᆞᄃᆞᆯ", "\ua960\ua97c",
        "\ud7b0\ud7cb", "불휘 기픈 남ᄀᆞᆫ", "\u1140\u119e", "ᅀᆞᄆᆞᆺ디", "\u302e\u302f",
    ],
    # Analyzers try everything that a run may be divided into; 16 × ㄷ took Kkma 49 seconds.
    "runs": [
        "ㅋ" * 500, "ㄷ" * 16, "ㄷㄷ" * 30, "ㅠ" * 300, "가" * 3000, "." * 1000, "?!" * 100, "~" * 200, "-" * 120,
        "=" * 200, "ㅎ" * 64, "a" * 2000, "0" * 1000, "1" * 40, "😀" * 200, "大" * 100, "ㅏ" * 100,
        "진짜" * 20 + "좋다", "오오오오오오오" + "!" * 20, "끄아아아아아아아아악", "ha" * 100, "😂ㅋ" * 50,
        "()" * 60, "<>" * 60, "_" * 300, "\u0300" * 100, "ㅂㅈㄷㄱ" * 8, "쀍" * 24, "읭?" * 20, "ㅡ" * 90,
    ],
    # Short enough to look harmless; Kkma and Hannanum give up on nearly each, and have to be started again.
    "exponential": [
        "아" * 200, "하" * 64, "와" * 40, "그" * 24, "뷁" * 20, "대박" * 60, "재밌다" * 40, "안" * 30 + "돼",
        "!" * 300, "가나다라마바사아자차카타파하" * 5, _nfd("한") * 50, "나는 " * 300, "나는 밥을 먹었다. " * 60,
        "http://a.kr" + "/가" * 100,
    ],
    # Every emoji takes two places in Java and makes Komoran and Kkma raise; families are several in one.
    "emoji": [
        "👍", "😀", "😀😀😀", "재밌다😂", "👨\u200d👩\u200d👧\u200d👦", "👩🏽\u200d🚀 우주로", "🏳️\u200d🌈",
        "🇰🇷", "🇰🇷🇯🇵", "🇰", "👍🏻👍🏿", "1️⃣2️⃣", "#️⃣", "❤️", "❤", "❤️\u200d🔥사랑", "☺️", "\u200d",
        "\ufe0f", "가\ufe0f", "가\u200d나", "🏴\U000e0067\U000e0062\U000e007f", "좋아요👍최고👍", "😀가😀나😀",
        "👩\u200d", "\U0001f3fb", "🫠🫡", "오늘은🌧내일은☀️", "(｡♥‿♥｡)", "¯\\_(ツ)_/¯", "(╯°□°)╯︵ ┻━┻",
        "ʕ•ᴥ•ʔ", "^^", "ㅇ_ㅇ", "-_-;;", "ㅡㅡ", "OTL", "orz", ":)", ":-D ㅎㅎ", "T_T", "(^o^)/~", "<3", "♡♥",
        "😭😭ㅠㅠ",
    ],
    # Beyond U+FFFF, for compatibility, in pieces: all of them somebody's name.
    "hanja": [
        "大韓民國", "大韓民國은 民主共和國이다.", "𠮷野家", "𠀀", "𪚥𪚥", "\U00030edd麵", "\U0002f800",
        "金氏의 女子", "樂 樂 樂", "\uf914\uf95c\uf9bf", "失敗率", "漢字한자漢字", "不動産投資", "㈜한국", "㉠㉡㉢",
        "㊀㊁", "⼀⼁⼂", "⺀⺁", "々〆〇", "國語國文學科", "亐", "⿰亻尔", "李𨊱", "金\ufe00", "辻\U000e0100堂",
    ],
    # What no one types but files hold.
    "control characters": [
        "\0", "가\0나", "\0\0\0", "\x07", "벨\x07소리", "\x1b[31m빨강\x1b[0m", "\x1b]0;제목\x07글", "가\r나", "\r",
        "끝에 CR\r", "가\x0b나", "가\x0c나", "\x0c", "가\x85나", "\x85", "가\u2028나\u2029다", "\u2028",
        "가\ufeff나", "\ufeff처음에", "\x7f", "가\x7f나", "\x08\x08지움", "\x01\x02\x03", "\x1a",
        "가\x1c나\x1d다\x1e라\x1f마", "\x80\x9f", "\x1b", "나는\0학교에\0갔다", "\xad소프트\xad하이픈", "\x00 \x00",
    ],
    # They change what is seen, not what is there.
    "bidi and combining marks": [
        "\u202e뒤집힌 글\u202c", "\u200f\u200e", "가\u200f나", "\u2066글\u2069", "\u061c", "שלום 안녕",
        "مرحبا 안녕하세요", "가\u0300\u0301\u0302", "Z\u0351\u036b\u0343a\u0300\u0301l\u0334\u0335g\u0336o\u0337",
        "한\u0338글\u0338", "\u0301", "\u0301\u0301가", "é\u0301\u0301", "a" + "\u0300" * 60,
        "안" + "\u0489" * 20 + "녕", "가\u20dd", "\u3099か", "ก็็็็็",
    ],
    # Code points that mean nothing, or only to their owners.
    "private and unassigned": [
        "\ue000", "가\ue000나", "\uf8ff", "\U000f0000", "\U0010fffd", "\u0378", "\u0379가", "\ufffe", "\uffff가",
        "\ufdd0", "\U0001fffe", "\ufffd", "깨진\ufffd\ufffd글자", "\ufff9주석\ufffb", "\ufffc", "\U000e0001",
        "\ud7ff", "\uf7ff구옛한글", "\U0010ffff",
    ],
    # Bytes that are no UTF-8: rejected where they are read.
    "broken bytes": [
        b"\xff", b"\xea\xb0", "가".encode() + b"\xed\xa0\x80", b"\xc0\xaf", "나는 ".encode() + b"\x80\x81",
        b"\xf5\x80\x80\x80", "글이 끊".encode()[:-1], b"\xb0\xa1\xb3\xaa",
    ],
    # Other people's letters, some without spaces, some with letters that hang on others.
    "scripts": [
        "ภาษาไทยไม่มีช่องว่าง", "สวัสดี 안녕", "العربية", "हिन्दी में", "こんにちは", "日本語のテキスト", "ｶﾀｶﾅ",
        "カタカナで書く", "Ελληνικά", "Русский текст", "Привет 안녕 hello", "Ünïcödé",
        "ﬁ ﬂ ﬀ", "ＡＢＣ１２３", "ａｂｃ가나다", "Tiếng Việt", "ქართული", "አማርኛ", "ꯃꯤꯇꯩ", "ᠮᠣᠩᠭᠣᠯ", "𝐇𝐞𝐥𝐥𝐨",
        "ℌ𝔢𝔩𝔩𝔬", "한국어English日本語Русский", "나는like너를", "ᚠᚢᚦ", "𐍈", "İstanbul ı", "ß ẞ ſ",
        "中文没有空格的句子", "ꙮ", "Ωmega가",
    ],
    # Signs of every trade.
    "signs": [
        "∑∏∫√∞≠≤≥", "x² + y² = z²", "½ ⅓ ¼", "①②③", "ⅰⅱⅲ Ⅳ", "㎏ ㎡ ㎞/h", "℃ ℉ Å",
        "┌─┬─┐", "│글│", "█▓▒░", "⠓⠁⠝", "⡿⣿", "♠♣♥♦", "♩♪♫♬", "←↑→↓↔", "☎ 02-123-4567",
        "※ 주의", "★☆별점★★★☆☆", "◆■●▲", "〒123", "§ 3조 ¶ 4", "†‡", "‰ ‱", "№ 5", "™®©",
        "α값은 β보다", "E=mc²", "A→B→C", "∀x∃y", "⌘C ⌥", "⅞컵", "°C", "㏂ ㏘ ㋀",
    ],
    # Texts for machines.
    "markup and code": [
        "<p>글<br/>글</p>", "<script>alert('글')</script>", "&lt;글&gt;&nbsp;&#44032;", "<!-- 주석 -->",
        "<a href=\"https://a.kr\">여기</a>", '{"글": [1, 2, {"a": null}]}', '{"text": "나는 \\"학교\\"에"}',
        "SELECT * FROM 표 WHERE 이름 = '김';", "'; DROP TABLE 학생; --", "# 제목", "**굵게** _기울여_ `코드`",
        "[링크](https://a.kr/글)", "| 표 | 칸 |", "```python", "def 함수(값): return 값 + 1", "for(;;){}",
        "if (a && b || !c) { x->y++; }", "0xDEADBEEF", "\\d+[가-힣]*(?:x|y)$", "%s %d %n", "${HOME} $(ls) `id`",
        "7Iq164uI64ukLg==", "a=1&b=%EA%B0%80", "C:\\글\\파일.txt", "/usr/bin/글 -x", "~/문서/../글", "..\\..\\글",
        "https://a.kr/가/나?다=라#마", "http://한글.kr에서", "www.a.co.kr 참조", "a.b+c@d.co.kr로",
        "메일은me@a.kr입니다", "#해시태그 #가_나 #", "@아이디 @me님", "file:///글", "\\begin{글}", "a\\nb", "\\",
        "\\\\", "<<<>>>", "&&&&", "@@@", "###", "ftp://a", "https://", "<num>원", "<unk> <pad>", "{{글}}",
        "[[글|그림]]", "\\u0000", "printf(\"%d\\n\", 나);", "글<b", "x = [i for i in range(10)]  # 주석",
        "2 > 1 && echo 참",
    ],
    # Numbers of all kinds, and what stands with them.
    "numbers": [
        "010-1234-5678", "전화는010-1234-5678로", "12,000원", "1,234,567.89", "3.5kg", "3.5.2", "2024-05-06",
        "2024년5월6일", "2024. 5. 6.", "24시간", "1조 2천억 3만 4원", "오후3시30분", "₩5,000", "$1.99", "€3",
        "50%할인", "-5도", "+82", "1/2", "3:2", "3대2로", "제12조의2", "삼십오", "三十五", "1e10", "٣٤", "１２３원",
        "90년대생", "88서울올림픽", "v2.0.1", "A4용지", "5G", "3D", "2배", "1등", "900101-1234567", "1.", ".5",
        "1,,2", "1" + "0" * 60 + "원",
    ],
    # Brackets that nobody closes, quotation marks of every country, nothing but punctuation.
    "punctuation": [
        "(((", ")))", "(가", "가)", "[가}", "「가』", "“가", "‘가’나“", '"""', "'", "''", "\"'\"'", "`", ".",
        "..", "...", "…", "……", ",", "?", "!?!?", ";", ":", "·", "・", "、。", "-", "--", "—", "~", "*", "**",
        "/", "//", "|", "+", "=", "_", "<", ">", "&", "%", "$", "^", "가.나.다", "가,나,다", "가…나", "가·나·다",
        "가/나/다", "가-나-다", "!가", "?나", ",다", ". 라", "그는 \"왜?\"라고 물었다.", "'그래'가 아니라",
        "(웃음)", "《책》", "끝.끝.", "헐~~~~!!!!", "뭐라고?!?!;;;", ".가", "가.",
    ],
    # What the engines' own output looks like, which is read back from strings.
    "like an analyzer's output": [
        "EOS", "EOS EOS", "*\t*", "가\tNNG,*,T,가,*,*,*,*", "가/NNG 나/JX", "가/", "/가", "가+나+다",
        "가/NNG+나/JX", "1/가/NNG", "=> [0/가/NNG]", "=> [", "]], [[", "가\t=> [0/가/NNG+1/나/JX]",
        "[[가\t=> [0/가/NNG]]]", "[0/가/NNG]", "], [", "가], [나", ", ", "[", "]", "[]",
        "Token [morph=가, pos=NNG, beginIndex=0, endIndex=1]", "morph=가", ", pos=NN, beginIndex=0",
        ", pos=NNG, beginIndex=9, endIndex=99]", "pos=", "(Noun: 0, 3)", "가(Noun: 0, 1)", "*(Noun: 0, 3)",
        "가(Verb(가다): 0, 1)", "Noun", "(Noun(가): 5, 9)", "(Space: 1, 1)", "가 * (Josa: 2, 1)", "가\\n나",
        "가\t\t나", "\t가/ncn+나/jxc", "가/ncn+나/jxc", "ncn", "가\t가/ncn", "NA", "UNKNOWN", "BOS/EOS,*,*",
        "<s> </s>", "__NULL__", "null", "None", "NaN", "가\\t나", "0/가/NNG/N", "list()", "a/SL+b/SL",
    ],
    # Korean without spaces, with too many, misspelt, spoken.
    "korean as it is typed": [
        "나는오늘아침에학교에가서친구를만나고집에와서밥을먹고잤다", "이영화정말재미있어요꼭보세요후회안해요",
        "아버지가방에들어가신다", "무궁화꽃이피었습니다무궁화꽃이피었습니다", "세계보건기구긴급위원회회의결과발표",
        "한국정보통신기술협회표준화위원회운영규정개정안", "안 돼 안되 않되 안되요", "어의없다 문안하다 외않되",
        "됬어요 됫다 되요 돼다", "뭐랴카노 밥은 묵었나", "혼저옵서예", "거시기 머시기 허벌나게", "기여 아니여",
        "뭐꼬 이기", "레알 개꿀잼 ㅇㅇ", "갑분싸 핵노잼 꿀잼", "JMT 존맛탱", "킹받네 ㄹㅇ", "댕댕이 멍멍이 띵작",
        "쩐다 지린다 오진다", "가나다라마바사아자차카타파하", "각낙닥락막박삭악작착칵탁팍학", "뷁쀍뜗훃",
        "똠방각하", "펲시콜라 햏햏", "간장공장공장장은강공장장이고", "니가 가라 하와이", "잉? 읭? 엥?", "으아아앙",
        "그래서그러니까그런데", "했었었었다", "가시겠었겠습니다까", "먹었었겠더라구요", "않않않", "이이이이",
        "은는이가을를", "다다다.", "의의의 의의", "나 는 학 교 에", "를", "가가 가가가?", "네네네네네", "굿굿굿굿",
        "조아요조아용", "뀨뀨꺄꺄", "헐대박쩔어", "와우와우", "으응…", "저…저기…요", "하핳하핳",
        "영화보다가졸았음", "넘넘넘재밌음", "두번봐도 세번봐도", "ㅈㅐ미있다", "ㅎㅏ느ㄹ", "한ㄱㅡㄹ을 풀어씀",
    ],
    # Everything at once.
    "mixed": [
        "😀가\0나\u3000ㅋㅋㅋ https://a.kr에서 12,000원!", "ㅋㅋ\u200d👍\ufe0f大\x07韓",
        _nfd("가나") + "😀" + _nfd("다") + "\0", "A\u0301가\u11a8\U00020000\t3.5kg", "\ufeff 😀 \ufeff",
        "#해시ㅋ'난ㅠ#해시", "don't은 R&D가 C++를", "U.S.의 U.K.는", "①大ㅋ\u1161<num>@me", "가" + "😀나" * 30,
        "http://a.kr" + "/가" * 20, "메일:a@b.kr전화:010-1111-2222링크:https://c.kr/d끝", "나는 " * 100,
        "나는 밥을 먹었다. " * 20, "\t".join("가나다라"), "가 " * 500, "ㅋㅋ " * 100, "\u202e😀\u0301大\0ㅋ\u115f",
        "Token [morph=😀, pos=\0, beginIndex=\u3000]", "=> [0/👍/NNG], [",
    ],
}  # fmt: skip

SLOW = "exponential"
"""The group whose lines cost Kkma and Hannanum the whole time limit."""

LINES: list[bytes] = [line.encode() if isinstance(line, str) else line for group in GROUPS.values() for line in group]
BROKEN: list[bytes] = [line for line in GROUPS["broken bytes"] if isinstance(line, bytes)]

"""Articles in other scripts than ours, with no option set."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from provenance import compare
from provenance.model.documents import text_array
from provenance.model.word_flags import SENTENCE
from provenance.stages.words import word_table
from provenance.text.pipeline import Pipeline
from provenance.text.words import words


class Language(NamedTuple):
    """What a desk printed of an event, in three ways, and what else two papers print."""

    copied: str
    edited: str
    reworded: str
    left: str
    right: str


LANGUAGES = {
    "French": Language(
        "Le ferry Sainte-Aude s’est échoué lundi avant l’aube sur un banc de sable à neuf cents mètres du port "
        "d’Ellery. Les soixante-deux passagers ont été évacués par des bateaux de pêche venus de trois villages. La "
        "compagnie avait payé en février une amende de cinq mille couronnes pour un radar défectueux.",
        "Le ferry Sainte-Aude s'est échoué hier avant l'aube sur un banc de sable, à neuf cents mètres du port "
        "d'Ellery. Les soixante-deux passagers ont été sauvés par des bateaux de pêche venus de trois villages "
        "voisins. La compagnie avait payé en février une amende de cinq mille couronnes pour un radar en panne.",
        "C’est sur un banc de sable, à neuf cents mètres d’Ellery, que le Sainte-Aude a fini sa course lundi, bien "
        "avant l’aube. Des pêcheurs de trois villages ont recueilli sur leurs bateaux les soixante-deux passagers du "
        "ferry. En février, un radar défectueux avait valu à la compagnie cinq mille couronnes d’amende.",
        "Le conseil municipal a voté mardi le budget des écoles pour l’année prochaine, malgré l’opposition de deux "
        "élus qui réclamaient davantage de crédits pour les cantines.",
        "Les vendanges commenceront une semaine plus tôt que d’habitude dans les coteaux du sud, où la sécheresse a "
        "réduit la récolte d’un quart selon les vignerons.",
    ),
    "Russian": Language(
        "Паром «Святая Ода» сел на мель в понедельник перед рассветом в девятистах метрах от гавани Эллери. Всех "
        "шестьдесят двух пассажиров сняли с борта рыбацкие лодки из трёх деревень. В феврале компанию оштрафовали на "
        "пять тысяч крон за неисправный радар.",
        "Паром «Святая Ода» сел на мель во вторник перед рассветом в девятистах метрах от гавани Эллери. Всех "
        "шестьдесят двух пассажиров сняли с борта рыбацкие лодки из трех соседних деревень. В феврале компанию "
        "оштрафовали на пять тысяч крон за сломанный радар.",
        "В девятистах метрах от Эллери, на мели, закончился в понедельник рейс парома «Святая Ода». Рыбацкие лодки "
        "трёх деревень перед рассветом забрали шестьдесят двух его пассажиров. За неисправный радар компания ещё в "
        "феврале заплатила штраф в пять тысяч крон.",
        "Городской совет утвердил бюджет школ на следующий год, хотя два депутата просили больше денег на питание "
        "учеников и ремонт спортивных залов.",
        "Сбор винограда на южных склонах начнётся на неделю раньше обычного, потому что засуха уничтожила четверть "
        "урожая, говорят местные виноделы.",
    ),
    "Urdu": Language(
        "مسافر بردار کشتی سینٹ اوڈا پیر کو صبح سویرے ایلری کی بندرگاہ سے نو سو میٹر دور ریت کے ٹیلے سے ٹکرا کر "
        "پھنس گئی۔ تین دیہات کے ماہی گیروں نے اپنی کشتیوں میں باسٹھ مسافروں کو بحفاظت ساحل تک پہنچایا۔ کمپنی کو "
        "فروری میں خراب ریڈار پر پانچ ہزار کراؤن جرمانہ ہوا تھا۔",
        "مسافر بردار کشتی سینٹ اوڈا منگل کو صبح سویرے ایلری کی بندرگاہ سے نو سو میٹر دور ریت کے ٹیلے سے ٹکرا کر "
        "پھنس گئی۔ تین قریبی دیہات کے ماہی گیروں نے اپنی کشتیوں میں باسٹھ مسافروں کو بحفاظت ساحل تک پہنچایا۔ "
        "کمپنی کو فروری میں ناقص ریڈار پر پانچ ہزار کراؤن جرمانہ ہوا تھا۔",
        "ایلری سے نو سو میٹر دور ریت کے ایک ٹیلے نے پیر کو سینٹ اوڈا نامی کشتی کا سفر ختم کر دیا۔ باسٹھ مسافروں کو صبح "
        "سویرے تین دیہات کے ماہی گیروں نے ساحل تک پہنچایا۔ خراب ریڈار کی وجہ سے فروری میں کمپنی پانچ ہزار کراؤن جرمانہ "
        "ادا کر چکی ہے۔",
        "صوبائی اسمبلی نے اسکولوں کے لیے اگلے سال کا بجٹ منظور کر لیا، تاہم حزب اختلاف نے اساتذہ کی تنخواہوں "
        "میں اضافے کا مطالبہ دہرایا۔",
        "محکمہ موسمیات کا کہنا ہے کہ جنوبی اضلاع میں اس ہفتے بارش کا امکان نہیں، اور کسان گندم کی بوائی مؤخر "
        "کرنے پر مجبور ہیں۔",
    ),
    "Arabic": Language(
        "جنحت العبّارة سانت أودا فجر الاثنين على بعد تسعمئة متر من ميناء إيليري بعدما اصطدمت بكثيب رملي. وأجلت "
        "قوارب صيد من ثلاث قرى الركاب الاثنين والستين جميعًا إلى الشاطئ. وكانت الشركة قد دفعت في فبراير غرامة "
        "قدرها خمسة آلاف كرونة بسبب رادار معطّل.",
        "جنحت العبارة سانت أودا فجر الثلاثاء على بعد تسعمئة متر من ميناء إيليري بعدما اصطدمت بكثيب رملي. وأجلت "
        "قوارب صيد من ثلاث قرى مجاورة الركاب الاثنين والستين جميعا إلى الشاطئ. وكانت الشركة قد دفعت في فبراير "
        "غرامة قدرها خمسة آلاف كرونة بسبب رادار قديم.",
        "على بعد تسعمئة متر من إيليري انتهت فجر الاثنين رحلة سانت أودا فوق كثيب رملي. ونقلت قوارب صيد خرجت من ثلاث قرى "
        "الركاب الاثنين والستين من العبّارة إلى الشاطئ. وبسبب رادار معطّل دفعت الشركة في فبراير خمسة آلاف كرونة غرامة.",
        "أقرّ المجلس البلدي موازنة المدارس للعام المقبل رغم اعتراض عضوين طالبا بزيادة المخصصات للمكتبات والملاعب.",
        "يتوقع المزارعون في الجنوب موسمًا ضعيفًا للزيتون بعد صيف جاف تراجعت فيه مياه الآبار إلى النصف تقريبًا.",
    ),
    "Chinese": Language(
        ""
        "“圣奥达”号渡轮周一黎明前在距埃勒里港九百米处的沙洲搁浅。来自三个村庄的渔船把六十二名乘客全部接上岸。该公司二月曾因雷达失灵被罚款五千克朗。",
        ""
        "“圣奥达”号渡轮周二黎明前在距埃勒里港九百米处的沙洲搁浅。来自附近三个村庄的渔船把六十二名乘客全部送上岸。该公司二月曾因雷达故障被罚款五千克朗。",
        ""
        "周一黎明前，沙洲拦住了“圣奥达”号的去路，渡轮离埃勒里港只有九百米。六十二名乘客由三个村庄的渔船接走。早在二月，雷达失灵就让该公司交了五千克朗罚款。",
        "市议会昨天通过了明年的学校预算，两名议员投了反对票，要求增加图书馆和操场的经费。",
        "南部山区的葡萄将比往年早一周采收，种植户说，持续干旱使产量减少了四分之一。",
    ),
    "Japanese": Language(
        ""
        "フェリー「セントオーダ」は月曜日の夜明け前、エラリー港から九百メートルの砂州で座礁した。三つの村の漁船が乗客六十二人全員を岸まで運んだ。運航会社は二月、故障したレーダーのために五千クローネの罰金を払っている。",
        ""
        "フェリー「セントオーダ」は火曜日の夜明け前、エラリー港から九百メートルの砂州で座礁した。近くの三つの村の漁船が乗客六十二人全員を岸まで運んだ。運航会社は二月、壊れたレーダーのために五千クローネの罰金を払っている。",
        ""
        "エラリー港から九百メートルの砂州が、「セントオーダ」の航海を月曜日の夜明け前に終わらせた。フェリーの乗客六十二人を救ったのは三つの村の漁船だ。故障したレーダーをめぐり、運航会社は二月に罰金五千クローネを科された。",
        "市議会は来年度の学校予算を可決したが、議員二名は図書館の費用を増やすよう求めて反対した。",
        "南の丘陵ではブドウの収穫が例年より一週間早く始まる。干ばつで収量は四分の一減る見込みだという。",
    ),
    "Thai": Language(
        "เรือข้ามฟากเซนต์โอดาเกยตื้นก่อนรุ่งสางวันจันทร์ที่สันทรายห่างจากท่าเรือเอลเลอรีเก้าร้อยเมตร "
        "เรือประมงจากสามหมู่บ้านช่วยผู้โดยสารหกสิบสองคนขึ้นฝั่งได้ทั้งหมด "
        "เมื่อเดือนกุมภาพันธ์บริษัทถูกปรับห้าพันโครนเพราะเรดาร์เสีย",
        "เรือข้ามฟากเซนต์โอดาเกยตื้นก่อนรุ่งสางวันอังคารที่สันทรายห่างจากท่าเรือเอลเลอรีเก้าร้อยเมตร "
        "เรือประมงจากสามหมู่บ้านใกล้เคียงช่วยผู้โดยสารหกสิบสองคนขึ้นฝั่งได้ทั้งหมด "
        "เมื่อเดือนกุมภาพันธ์บริษัทถูกปรับห้าพันโครนเพราะเรดาร์ชำรุด",
        "ห่างจากท่าเรือเอลเลอรีเพียงเก้าร้อยเมตร สันทรายหยุดเรือข้ามฟากเซนต์โอดาไว้ก่อนรุ่งสางวันจันทร์ "
        "ผู้โดยสารหกสิบสองคนขึ้นฝั่งด้วยเรือประมงจากสามหมู่บ้าน "
        "เรดาร์เสียทำให้บริษัทต้องจ่ายค่าปรับห้าพันโครนเมื่อเดือนกุมภาพันธ์",
        "สภาเทศบาลเห็นชอบงบประมาณโรงเรียนปีหน้าแล้ว แม้สมาชิกสองคนขอเพิ่มเงินอุดหนุนห้องสมุด",
        "ชาวไร่องุ่นทางใต้จะเก็บเกี่ยวเร็วกว่าปกติหนึ่งสัปดาห์ เพราะภัยแล้งทำให้ผลผลิตลดลงหนึ่งในสี่",
    ),
}


def articles(language: str, wording: str) -> tuple[str, str, str, str]:
    """Return two articles and what they have in common."""
    texts = LANGUAGES[language]
    here, there = texts.copied, getattr(texts, wording)
    return f"{texts.left}\n{here}\n", f"\n{there}\n{texts.right}", here, there


def overlap(text: str, common: str, start: int, stop: int) -> float:
    """Return the intersection over the union of a span and what is common."""
    first = text.index(common)
    both = max(0, min(stop, first + len(common)) - max(start, first))
    return both / (stop - start + len(common) - both)


@pytest.mark.parametrize("language", LANGUAGES)
def test_copied_text_is_one_verbatim_passage(language):
    left, right, here, there = articles(language, "copied")

    [passage] = compare(left, right).passages

    assert (passage.kind, passage.similarity) == ("verbatim", 1)
    for text, common, side in ((left, here, passage.left), (right, there, passage.right)):
        assert words(text[side.start : side.stop]) == words(common)


@pytest.mark.parametrize("language", LANGUAGES)
def test_edited_text_is_one_passage(language):
    left, right, here, there = articles(language, "edited")

    [passage] = compare(left, right).passages

    assert passage.kind == "edited"
    assert 0.75 < passage.similarity < 1
    assert overlap(left, here, passage.left.start, passage.left.stop) > 0.9
    assert overlap(right, there, passage.right.start, passage.right.stop) > 0.9


@pytest.mark.parametrize("language", LANGUAGES)
def test_reworded_text_is_one_paraphrase(language):
    left, right, here, there = articles(language, "reworded")

    [passage] = compare(left, right).passages

    # In Thai a word is a character here, and most characters of a reworded sentence stay where they were.
    assert passage.kind == ("edited" if language == "Thai" else "paraphrase")
    assert overlap(left, here, passage.left.start, passage.left.stop) > 0.6
    assert overlap(right, there, passage.right.start, passage.right.stop) > 0.6


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_articles_share_nothing(language):
    texts = LANGUAGES[language]

    assert not len(compare(texts.left, texts.right).passages)
    assert not len(compare(texts.copied, texts.left).passages)
    assert not len(compare(texts.copied, texts.right).passages)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("جنحـــت العَبّارَةُ فجرَ الاثنينِ", "جنحت العبارة فجر الاثنين"),
        ("\ufe8d\ufedf\ufecc\ufe92\ufe8e\ufead\ufe93", "العبارة"),
        ("كتاب علي", "کتاب علی"),
        ("می\u200cخواهد", "میخواهد"),
        ("سنہ ۱۹۹۱ء میں ٢٠٩", "سنہ 1991ء میں 209"),
        ("ＡＦＰ　１２，０００人", "AFP 12,000人"),
        ("ﾌｪﾘｰ ｶﾞ", "フェリー ガ"),
        ("क्‍षमा १२३", "क्षमा 123"),
        ("l’Été à Œuvre", "l'ete a oeuvre"),
        ("ёлка", "елка"),
    ],
)
def test_forms_of_one_word_are_one_word(one, other):
    assert words(one) == words(other)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("ایک دو تین چار۔ پانچ چھ سات؟ آٹھ نو دس! گیارہ بارہ تیرہ؛ چودہ", 5),
        ("واحد اثنان ثلاثة. أربعة خمسة ستة؟ سبعة ثمانية تسعة، عشرة", 3),
        ("一二三四。五六七八！九十百千？万亿兆京｡以上", 5),
        ("раз два три. Четыре пять шесть. семь восемь девять", 2),
        ("un deux trois. Quatre cinq six. été sept huit", 2),
        ("एक दो तीन। चार पाँच छह॥ सात", 3),
        ("አንድ ሁለት ሦስት። አራት አምስት ስድስት፧ ሰባት", 3),
        ("մեկ երկու երեք։ չորս հինգ վեց", 2),
        (LANGUAGES["Thai"].copied, 3),
    ],
)
def test_sentences_end_at_the_marks_of_their_script(text, sentences):
    table = word_table(text_array([text]), Pipeline())

    assert np.count_nonzero(table.flags & SENTENCE) == sentences

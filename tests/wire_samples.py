"""Dispatches of agencies in their formats; every sentence was written for this project."""

from __future__ import annotations

import json

FIRST = (
    "The ferry to the island of Osk stayed in port on Monday after a lookout saw ice in the channel, "
    "and eighty passengers waited in the hall for the tide to turn."
)
SECOND = "“Nobody is going anywhere before noon,” said the harbour master, who had slept on a bench."
THIRD = "It was the third day without a crossing, the longest pause since the winter of the great fog."
STORY = "\n\n".join((FIRST, SECOND, THIRD))


def ninjs1(**changes: object) -> bytes:
    item = {
        "uri": "urn:newsml:localhost:2025-04-24:ferry",
        "guid": "urn:newsml:localhost:2025-04-24:ferry",
        "type": "text",
        "version": "2",
        "versioncreated": "2025-04-24T09:30:00+0200",
        "firstcreated": "2025-04-24T08:00:00+0200",
        "pubstatus": "usable",
        "language": "en",
        "headline": "Ferry stays in port",
        "byline": "Ann Miller and Bo Lund",
        "located": "Osk",
        "source": "AAP",
        "copyrightholder": "Australian Associated Press",
        "usageterms": "For editorial use.",
        "ednote": "CORRECTION: the ferry has eighty seats, not eight.",
        "slugline": "ferry-osk",
        "body_html": "".join(f"<p>{part}</p>" for part in (FIRST, SECOND, THIRD)),
        "body_text": " ".join((FIRST, SECOND, THIRD)),
        "description_text": "A ferry stays in port.",
        "evolvedfrom": "urn:newsml:localhost:2025-04-24:first",
        "associations": {
            "main": {"type": "picture", "description_text": "The ferry at its pier.", "byline": "Photo: B. Lund"}
        },
    }
    return json.dumps({**item, **changes}).encode()


def ninjs3() -> bytes:
    item = {
        "uri": "urn:newsml:dpa.com:20090101:250424-99-1",
        "standard": {"name": "ninjs", "version": "3.0"},
        "type": "text",
        "version": "3",
        "versionCreated": "2025-04-24T09:30:00+02:00",
        "pubStatus": "usable",
        "copyrightHolder": "dpa",
        "language": "en",
        "headlines": [{"role": "short", "value": "Ferry"}, {"role": "main", "value": "Ferry stays in port"}],
        "by": "By Ann Miller, dpa",
        "altIds": [{"role": "internal", "value": "99-1"}],
        "bodies": [
            {"role": "text", "contentType": "text/plain", "value": f"Ferry stays in port\n{FIRST}\n{SECOND}\n{THIRD}"},
            {
                "role": "html",
                "contentType": "text/html",
                "value": f"<html><body><h1>Ferry stays in port</h1><section><p>{FIRST}</p><blockquote>{SECOND}"
                f"</blockquote><p>{THIRD}</p><figure><img src='x'><figcaption>The ferry at its pier.</figcaption>"
                "</figure></section></body></html>",
            },
        ],
        "associations": [
            {"name": "a1", "type": "picture", "descriptions": [{"role": "caption", "value": "The pier."}]}
        ],
    }
    return json.dumps(item).encode()


def nitf(head: str = "", body: str | None = None) -> bytes:
    content = body if body is not None else "".join(f"<p>{part}</p>" for part in (FIRST, SECOND, THIRD))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">
<nitf version="-//IPTC//DTD NITF 3.4//EN" baselang="en">
  <head>{head}
    <docdata management-status="usable">
      <doc-id regsrc="AP" id-string="osk-1"/>
      <date.issue norm="20250424T093000Z"/>
      <du-key key="osk-ferry" version="4"/>
      <doc.copyright holder="The Associated Press" year="2025"/>
      <ed-msg info="Eds: With photos."/>
    </docdata>
    <pubdata item-length="60" unit-of-measure="word"/>
  </head>
  <body>
    <body.head>
      <hedline><hl1>Ferry stays in port</hl1><hl2>Ice in the channel</hl2></hedline>
      <byline>By ANN MILLER <byttl>Associated Press</byttl></byline>
      <distributor>The Associated Press</distributor>
      <dateline><location>OSK</location></dateline>
    </body.head>
    <body.content>
      <block>{content}
        <media media-type="image"><media-reference source="x.jpg"/>
          <media-caption>The ferry at its pier.</media-caption><media-producer>B. Lund</media-producer></media>
      </block>
    </body.content>
    <body.end><tagline>Bo Lund contributed to this report.</tagline></body.end>
  </body>
</nitf>""".encode()


def newsml1(encoding: str = "iso-8859-1") -> bytes:
    return f"""<?xml version="1.0" encoding="{encoding}"?>
<!DOCTYPE NewsML PUBLIC "urn:newsml:iptc.org:20031010:NewsMLv1.2.dtd:1" "NewsML-1.2.dtd"
[<!ENTITY % nitf SYSTEM "nitf-3-0.dtd"> %nitf; ]>
<NewsML Version="1.2">
<NewsEnvelope><DateAndTime>20250424T080500Z</DateAndTime></NewsEnvelope>
<NewsItem xml:lang="fr">
<Identification><NewsIdentifier>
<ProviderId>afp.com</ProviderId><DateId>20250424</DateId><NewsItemId>TX-OSK-1</NewsItemId>
<RevisionId PreviousRevision="1" Update="N">2</RevisionId>
<PublicIdentifier>urn:newsml:afp.com:20250424:TX-OSK-1:2</PublicIdentifier>
</NewsIdentifier><NameLabel>Osk-bac-glace</NameLabel></Identification>
<NewsManagement><NewsItemType FormalName="News"/>
<FirstCreated>20250424T073000Z</FirstCreated><ThisRevisionCreated>20250424T080000Z</ThisRevisionCreated>
<Status FormalName="Usable"/><DerivedFrom NewsItem="urn:newsml:afp.com:20250424:TX-OSK-0"/></NewsManagement>
<NewsComponent>
<NewsLines><HeadLine>Osk : le bac reste à quai</HeadLine><DateLine>Osk, 24 avr 2025 (AFP) -</DateLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="AFP"/></Provider></AdministrativeMetadata>
<DescriptiveMetadata><Language FormalName="fr"/></DescriptiveMetadata>
<NewsComponent><ContentItem><MediaType FormalName="Text"/><Format FormalName="bcNITF2.5"/>
<Characteristics><Property FormalName="Words" Value="20"/></Characteristics>
<DataContent>
<media media-type="image"><media-caption>Le bac à son quai.</media-caption></media>
<p> Le bac de l'île d'Osk est resté à quai lundi, après qu'un guetteur eut vu de la glace dans le chenal.</p>
<p>Quatre-vingts passagers ont attendu la marée &amp; le soleil.</p>
</DataContent></ContentItem></NewsComponent>
<NewsComponent Duid="photo0"><NewsLines><HeadLine>Le quai d'Osk</HeadLine></NewsLines>
<NewsComponent><Role FormalName="Caption"/><ContentItem><MediaType FormalName="Text"/>
<DataContent><p>Des passagers sur le quai.</p></DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="HighDef"/><ContentItem Href="x.jpg"><MediaType FormalName="Photo"/></ContentItem>
</NewsComponent></NewsComponent>
</NewsComponent>
</NewsItem></NewsML>""".encode(encoding)


def newsml1_languages() -> bytes:
    """One item in two languages, each with a title, a lead and a body of its own."""

    def part(language: str, title: str, body: str) -> str:
        return f"""<NewsComponent xml:lang="{language}"><Role FormalName="Short"/>
<NewsLines><HeadLine>{title}</HeadLine><CreditLine>BELGA</CreditLine></NewsLines>
<AdministrativeMetadata><Source><Party FormalName="BELGA"/></Source></AdministrativeMetadata>
<NewsComponent><Role FormalName="Title"/><ContentItem><DataContent>{title}</DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Lead"/><ContentItem><DataContent/></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Body"/><ContentItem><DataContent>{body}</DataContent></ContentItem></NewsComponent>
</NewsComponent>"""

    return f"""<NewsML><NewsEnvelope><DateAndTime>20250424T093000</DateAndTime></NewsEnvelope>
<NewsItem><Identification><NewsIdentifier><ProviderId>belga.be</ProviderId><NewsItemId>7</NewsItemId>
<RevisionId PreviousRevision="0" Update="N">1</RevisionId></NewsIdentifier></Identification>
<NewsManagement><ThisRevisionCreated>20250424T093000</ThisRevisionCreated><Status FormalName="USABLE"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Veer blijft liggen</HeadLine></NewsLines>
{part("nl", "Veer blijft liggen", "Het veer naar Osk blijft maandag in de haven &lt;b&gt;liggen&lt;/b&gt;.")}
{part("fr", "Le bac reste à quai", "Le bac d'Osk reste à quai lundi.")}
</NewsComponent></NewsItem></NewsML>""".encode()


def newsml2(
    content: str | None = None, *, meta: str = "", lines: str = "", guid: str = "tag:ap.org,2011:osk-text"
) -> str:
    """An item of NewsML-G2, to stand alone or in a message."""
    nitf_content = f"""<inlineXML contenttype="application/nitf+xml" wordcount="62">
<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head><hedline><hl1>Ferry stays in port</hl1></hedline>
</body.head><body.content><block><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></block></body.content></body></nitf>
</inlineXML>"""
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="4" standard="NewsML-G2"
 xml:lang="en">
<rightsInfo><copyrightHolder literal="The Harbour Mail"><name>The Harbour Mail</name></copyrightHolder>
<usageTerms>For editorial use.</usageTerms></rightsInfo>
<itemMeta><itemClass qcode="ninat:text"/><provider literal="The Harbour Mail"/>
<versionCreated>2025-04-24T09:30:00+02:00</versionCreated><firstCreated>2025-04-24T08:00:00+02:00</firstCreated>
<pubStatus qcode="stat:usable"/><edNote>Eds: Adds the fog.</edNote>{meta}</itemMeta>
<contentMeta><by>Ann Miller</by><creditline>Harbour Mail/AP</creditline><dateline>OSK</dateline>
<headline>Ferry stays in port</headline><slugline>BC-EU--Ferry, 1st Ld-Writethru</slugline>
<language tag="en"/>{lines}</contentMeta>
<contentSet>{nitf_content if content is None else content}</contentSet>
</newsItem>"""


def message(*items: str) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">
<header><sent>2025-04-24T09:31:00Z</sent><sender>ap.org</sender></header>
<itemSet>{"".join(items)}</itemSet></newsMessage>""".encode()


def iptc7901(*, signs: bool = True) -> bytes:
    heading = "eca0123 4 i 62  dpa 0525"
    slug = "Osk/shipping/\n(Photos)\n1ST LEAD"
    top = "Ferry stays in port\nBy Ann Miller, dpa ="
    story = (
        "Osk (dpa) - The ferry to the island of Osk stayed in port on Monday\n"
        "after a lookout saw ice in the channel, and eighty passengers waited\n"
        "in the hall for the tide to turn.\n\n"
        '"Nobody is going anywhere before noon," said the harbour master, who\nhad slept on a bench.\n\n'
        "It was the third day without a crossing, the longest pause since the\nwinter of the great fog.\n\n"
        "# Notebook\n\n## Note to editors\n- adds the fog\n\n* * * *\n"
        "The following information is not intended for publication\n\n- Reporting by: Ann Miller\n\ndpa am rmo\n\n"
    )
    if signs:
        return f"\x01{heading}\n\n{slug}\n\x02{top}\n\n{story}\x03\n240730 GMT Apr 25\n\x04".encode("latin-1")
    return f"{heading}\n\n{slug}\n{top}\n\n{story}240730 GMT Apr 25\n\n".encode("latin-1")


def anpa(*, signs: bool = True) -> bytes:
    first = "\x16\x16\x01W2870\x1fasian\n" if signs else "W2870asian\n"
    second = "r i\x13\x11 BC-EU--Ferry 2ndLd-Writethru   04-24 0103\n"
    second = second if signs else "r i BC-EU--Ferry 2ndLd-Writethru   04-24 0103\n"
    story = (
        "^BC-EU--Ferry, 2nd Ld-Writethru,48<\n^Ferry stays in port<\n^AP Photo OSK101, OSK102<\n"
        "^Eds: UPDATES with the fog. With AP Photos.<\n^By ANN MILLER=\n^Associated Press=\n"
        "\t   OSK (AP) _ The ferry to the island of Osk stayed in port on Monday after a lookout saw ice in the "
        "channel. \n \n"
        "\t   ``Nobody is going anywhere before noon,'' said the harbour master, who had slept on a bench. \n"
        "\t   It was the third day without a crossing, the longest pause since the winter of the great fog. \n \n"
    )
    start, stop = ("\x02", "\x03") if signs else ("", "\t   ")
    return f"{first}{second}{start}{story}{stop}AP-WF-04-24-25 0730GMT<\n\n\x04\n".encode("latin-1")


def ap_media(**changes: object) -> bytes:
    item = {
        "uri": "https://api.example.org/media/v/content/osk",
        "altids": {"itemid": "osk", "etag": "osk_1", "friendlykey": "9"},
        "version": 3,
        "type": "text",
        "versioncreated": "2025-04-24T07:30:00Z",
        "firstcreated": "2025-04-24T06:00:00Z",
        "pubstatus": "usable",
        "headline": "Ferry stays in port",
        "bylines": [{"by": "By ANN MILLER", "title": "Associated Press"}],
        "provider": "AP",
        "usageterms": ["For editorial use.", "No archives."],
        "body_nitf": nitf().decode().partition("?>")[2],
        **changes,
    }
    return json.dumps({"api_version": "1.1", "data": {"meta": {}, "items": [{"meta": {}, "item": item}]}}).encode()

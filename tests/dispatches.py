"""Versions of one dispatch in the formats of the wire, and articles that used them; all sentences are invented."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenance import read

if TYPE_CHECKING:
    from pathlib import Path

    from provenance import Document

PLAIN = (
    (
        "Wardens of the salt marsh at Tollenby closed the northern causeway on Thursday after {} sheep were cut off by "
        "a tide that rose faster than the tables said."
    ),
    (
        "A farmer's daughter who had counted the flock from the sea wall raised the alarm with a bicycle lamp, and two "
        "boats of the pilot station brought the animals back in {} trips."
    ),
    (
        "The council of Tollenby will decide next week whether the old tide bell, silent since the flood, is to be "
        "hung again at the head of the causeway."
    ),
)
OWN = (
    "Our reader Hilde Brandt, who keeps geese behind the sluice, has asked for such a bell in eleven letters to this "
    "page. She says that nobody needs a table who can hear."
)


def story(sheep: str = "forty", trips: str = "six") -> tuple[str, ...]:
    """The paragraphs of the dispatch."""
    return tuple(part.format(number) for part, number in zip(PLAIN, (sheep, trips, ""), strict=True))


def article(sheep: str = "forty", trips: str = "six") -> str:
    """An article that prints the dispatch, with two sentences of its own."""
    return "\n\n".join((*story(sheep, trips), OWN))


@dataclass(frozen=True)
class Version:
    """One version, whatever the format: its number, time, paragraphs, and what it says of itself."""

    number: int
    time: str | None = None
    text: tuple[str, ...] = ()
    note: str = ""
    status: str = "usable"


def ninjs(version: Version) -> bytes:
    item = {
        "uri": "urn:newsml:example.org:tollenby",
        "type": "text",
        "version": str(version.number),
        "firstcreated": "2031-06-05",
        "versioncreated": version.time,
        "pubstatus": version.status,
        "provider": "AFP",
        "headline": "Sheep cut off by the tide",
        "ednote": version.note,
        "body_html": "".join(f"<p>{part}</p>" for part in version.text),
    }
    return json.dumps({key: value for key, value in item.items() if value}).encode()


def nitf(version: Version) -> bytes:
    issued = f'<date.issue norm="{version.time}"/>' if version.time else ""
    note = f'<ed-msg info="{version.note}"/>' if version.note else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<nitf><head><docdata management-status="{version.status}">
<doc-id regsrc="AFP" id-string="t-{version.number}"/>{issued}
<du-key key="tollenby-tide" version="{version.number}"/>{note}</docdata></head>
<body><body.head><hedline><hl1>Sheep cut off by the tide</hl1></hedline></body.head>
<body.content>{"".join(f"<p>{part}</p>" for part in version.text)}</body.content></body></nitf>""".encode()


def newsml1(version: Version) -> bytes:
    made = f"<ThisRevisionCreated>{version.time}</ThisRevisionCreated>" if version.time else ""
    body = "".join(f"<p>{part}</p>" for part in version.text)
    content = f"<ContentItem><DataContent>{body}</DataContent></ContentItem>" if body else ""
    return f"""<NewsML><NewsItem><Identification><NewsIdentifier>
<ProviderId>afp.com</ProviderId><DateId>20310605</DateId><NewsItemId>TX-TOL</NewsItemId>
<RevisionId PreviousRevision="{version.number - 1}" Update="N">{version.number}</RevisionId>
<PublicIdentifier>urn:newsml:afp.com:20310605:TX-TOL:{version.number}N</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement>{made}<Status FormalName="{version.status}"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Sheep cut off by the tide</HeadLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="AFP"/></Provider></AdministrativeMetadata>
<NewsComponent>{content}</NewsComponent></NewsComponent>
<Comment>{version.note}</Comment></NewsItem></NewsML>""".encode()


def newsml2(version: Version) -> bytes:
    made = f"<versionCreated>{version.time}</versionCreated>" if version.time else ""
    body = "".join(f"<p>{part}</p>" for part in version.text)
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="tag:afp.com,2031:tollenby"
 version="{version.number}" xml:lang="en"><itemMeta><itemClass qcode="ninat:text"/><provider literal="AFP"/>{made}
<pubStatus qcode="stat:{version.status}"/><edNote>{version.note}</edNote></itemMeta>
<contentMeta><headline>Sheep cut off by the tide</headline></contentMeta><contentSet><inlineXML
 contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html></inlineXML>
</contentSet></newsItem>""".encode()


FORMATS = {"ninjs.json": ninjs, "nitf.xml": nitf, "newsml1.xml": newsml1, "newsml2.xml": newsml2}


def documents(folder: Path, form: str, *versions: Version, **articles: str) -> list[Document]:
    """Write versions and articles, and read them: ids are "wire-1", "wire-2" and the names of the articles."""
    for name in ("wire", "papers"):
        (folder / name).mkdir(exist_ok=True)
    for version in versions:
        name = f"wire-{version.number}.{form.rpartition('.')[2]}"
        (folder / "wire" / name).write_bytes(FORMATS[form](version))
    for name, text in articles.items():
        (folder / "papers" / f"{name}.txt").write_text(text, encoding="utf-8")
    return list(read(folder / "wire", folder / "papers"))

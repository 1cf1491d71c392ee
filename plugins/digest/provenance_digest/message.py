"""The digest as a message (RFC 5322, MIME): plain text and HTML, both in base64."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from provenance_digest.content import Content
from provenance_digest.markup import as_html
from provenance_digest.plain import as_text

__all__ = ["Digest"]

# In base64 there is no hyphen, so that no text of an article can end a part.
_BOUNDARY = "provenance-digest"


class Digest:
    """Writes a message that is not sent yet."""

    def write(self, result, out, options):
        """Write the message; the same result gives the same message."""
        content = Content.of(result, options)
        message = EmailMessage(policy=SMTP)
        message["Subject"] = content.title
        # This opens it as a draft in programs that know it.
        message["X-Unsent"] = "1"
        message.set_content(as_text(content), cte="base64")
        message.add_alternative(as_html(content), subtype="html", cte="base64")
        message.set_boundary(_BOUNDARY)
        out.write(message.as_bytes().decode("ascii"))

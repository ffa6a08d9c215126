"""What can a person take along? All that they own, as an archive: asked for here, watched, and got."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from functools import partial
from http import HTTPStatus
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from billing.cards import holds_card
from config.pages.people import adding, at_work, may, signed_in
from database.context import account_context
from database.refusals import Invalid, Refusal, RefusalCode, Refused
from exports import actions
from exports.files import archive_file
from exports.layout import NOTES
from exports.models import UNFINISHED, Archive, State
from exports.signing import ALGORITHM, public_keys
from permissions.catalogue import Action, require

PIECE_OCTETS = 1 << 18
ID = re.compile(rf"{Archive.ID_PREFIX}_([0-9a-f]{{32}})", re.ASCII)


@login_required
def archives(request: HttpRequest) -> HttpResponse:
    """List those that have not expired."""
    user = signed_in(request)
    with account_context(user.account_id):
        found = list(Archive.objects.filter(owner=user, expires_at__gt=timezone.now()).order_by("-pk"))
    is_under_way = any(archive.state in UNFINISHED for archive in found)
    may_import = may(user, Action.ARCHIVE_IMPORT)
    context = {"archives": found, "is_under_way": is_under_way, "may_import": may_import}
    return render(request, "pages/archives.html", context)


@login_required
@require_POST
def new_archive(request: HttpRequest) -> HttpResponse:
    """Ask for one, in whatever state the account is."""
    with at_work(request) as viewer:
        require(viewer, Action.ARCHIVE_EXPORT)
        actions.export_archive(actor=viewer.user)
    messages.success(request, "Your archive is being written. This page shows how far it is.")
    return redirect("archives")


@require_POST
def import_archive(request: HttpRequest) -> HttpResponse:
    """Take an archive back: of a page, which shows then what came of it, or of a program, which is told in JSON."""
    if not request.user.is_authenticated:
        return JsonResponse({"userErrors": []}, status=HTTPStatus.UNAUTHORIZED)
    try:
        counts = _imported(request)
    except Refused as refused:
        return _told(request, refused.refusals)
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    messages.success(request, f"Your archive is here again: {told}.")
    return _told(request, ())


@require_safe
def archive(request: HttpRequest, archive_id: str) -> HttpResponseBase:
    """Hand an archive to whoever asked for it; to all others there is none."""
    found = ID.fullmatch(archive_id)
    if found is None or not request.user.is_authenticated:
        raise Http404
    user = signed_in(request)
    with account_context(user.account_id):
        mine = Archive.objects.filter(owner=user, state=State.COMPLETE, expires_at__gt=timezone.now())
        wanted = mine.filter(pk=UUID(found[1])).first()
        if wanted is None:
            raise Http404
        actions.download(wanted, actor=user)
    return _streamed(archive_file(wanted.pk), f"steward-{wanted.requested_at:%Y-%m-%d}.zip")


@require_safe
def archive_key(request: HttpRequest) -> JsonResponse:
    """Show with which keys archives of this server are signed, the newest first, so that anybody can compare."""
    return JsonResponse({"keys": [{"algorithm": ALGORITHM, "key": key} for key in public_keys()]})


def _imported(request: HttpRequest) -> dict[str, int]:
    with adding(request) as viewer:
        require(viewer, Action.ARCHIVE_IMPORT)
    upload = request.FILES.get(actions.FIELD)
    if not isinstance(upload, TemporaryUploadedFile):
        raise Invalid(Refusal(RefusalCode.BLANK, actions.FIELD, "Choose the file of an archive."))
    file = Path(upload.temporary_file_path())
    verified = actions.opened(file)  # which takes longer than a transaction may be idle
    with adding(request) as viewer:
        is_open = signed_in(request).account.allows_card_numbers
        return actions.import_archive(file, verified, refuses=partial(_refuses, is_open), actor=viewer.user)


def _refuses(allows_in_notes: bool, member: str, line: str) -> bool:
    """Whether a line holds the number of a card where the API would take none (graph/cards.py)."""
    return not (member == NOTES and allows_in_notes) and holds_card(line)


def _told(request: HttpRequest, refusals: Sequence[Refusal]) -> HttpResponse:
    if request.accepts("text/html"):
        for refusal in refusals:
            messages.error(request, refusal.message)
        return redirect("archives")
    errors = [{"code": each.code.name, "field": each.field, "message": each.message} for each in refusals]
    return JsonResponse({"userErrors": errors})


def _streamed(file: Path, name: str) -> StreamingHttpResponse:
    """Return a file in pieces; Django's FileResponse would be read into memory as a whole, behind ASGI."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(file.stat().st_size)}
    return StreamingHttpResponse(_pieces(file), content_type="application/zip", headers=headers)


async def _pieces(file: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(file.open, "rb") as content:
        while piece := await asyncio.to_thread(content.read, PIECE_OCTETS):
            yield piece

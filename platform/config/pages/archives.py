"""What can a person take along? All that they own, as an archive: asked for here, watched, and got."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
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

from config.pages.people import adding, at_work, may, signed_in
from database.context import account_context
from database.ids import encode
from database.refusals import Invalid, Refusal, RefusalCode, Refused
from exports import actions, importing
from exports.files import archive_file, taken_in
from exports.models import UNFINISHED, Archive, ArchiveImport, Errand, State
from exports.signing import ALGORITHM, public_keys
from permissions.catalogue import Action, require

PIECE_OCTETS = 1 << 18
ID = re.compile(rf"{Archive.ID_PREFIX}_([0-9a-f]{{32}})", re.ASCII)


@login_required
def archives(request: HttpRequest) -> HttpResponse:
    """List those that have not expired, and what became of those that were brought back."""
    user = signed_in(request)
    with account_context(user.account_id):
        found, imports = (
            list(model._default_manager.filter(owner=user, expires_at__gt=timezone.now()).order_by("-pk"))
            for model in (Archive, ArchiveImport)
        )
    context = {
        "archives": found,
        "is_under_way": _is_under_way(found),
        "imports": imports,
        "may_import": may(user, Action.ARCHIVE_IMPORT) and not _is_under_way(imports),
    }
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
    """Take an archive to be imported: of a page, which shows what comes of it, or a program, which is told in JSON."""
    if not request.user.is_authenticated:
        return JsonResponse({"userErrors": []}, status=HTTPStatus.UNAUTHORIZED)
    try:
        made = _taken(request)
    except Refused as refused:
        return _refused(request, refused.refusals)
    if request.accepts("text/html"):
        messages.success(request, "Your archive is being imported. This page shows what comes of it.")
        return redirect("archives")
    told = {"import": encode(ArchiveImport.ID_PREFIX, made.pk), "userErrors": []}
    return JsonResponse(told, status=HTTPStatus.ACCEPTED)


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


def _is_under_way(errands: Iterable[Errand]) -> bool:
    return any(errand.state in UNFINISHED for errand in errands)


def _taken(request: HttpRequest) -> ArchiveImport:
    with adding(request) as viewer:
        require(viewer, Action.ARCHIVE_IMPORT)
    upload = request.FILES.get(importing.FIELD)
    if not isinstance(upload, TemporaryUploadedFile):
        raise Invalid(Refusal(RefusalCode.BLANK, importing.FIELD, "Choose the file of an archive."))
    # Which may take longer than a transaction may be idle.
    with taken_in(Path(upload.temporary_file_path())) as import_id, adding(request) as viewer:
        return importing.import_archive(import_id, actor=viewer.user)


def _refused(request: HttpRequest, refusals: Iterable[Refusal]) -> HttpResponse:
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

"""Which of S3's operations is a request, and which rights does it need?"""

from __future__ import annotations

from collections.abc import Iterable

from pytest_connectors.systems.s3.server.request import Request
from pytest_connectors.systems.s3.server.stage import Grant

LISTS = frozenset({"ListObjects", "ListObjectsV2"})
ABOUT_BUCKET = frozenset({"HeadBucket", "GetBucketLocation"})
READS = frozenset({"GetObject", "HeadObject", "GetObjectAttributes"})
PUTS = frozenset({"PutObject", "CompleteMultipartUpload", "CopyObject"})  # after these an object lies there
WRITES = PUTS | {
    "AbortMultipartUpload",
    "CreateMultipartUpload",
    "DeleteObject",
    "DeleteObjects",
    "ListMultipartUploads",
    "ListParts",
    "UploadPart",
    "UploadPartCopy",
}
ENCRYPTABLE = frozenset({"PutObject", "CreateMultipartUpload", "CopyObject"})

# Subresources that make another operation of a request, as (part of the query, what follows the verb).
OF_BUCKETS = {
    "accelerate": "BucketAccelerateConfiguration",
    "acl": "BucketAcl",
    "analytics": "BucketAnalyticsConfiguration",
    "cors": "BucketCors",
    "encryption": "BucketEncryption",
    "intelligent-tiering": "BucketIntelligentTieringConfiguration",
    "inventory": "BucketInventoryConfiguration",
    "lifecycle": "BucketLifecycleConfiguration",
    "location": "BucketLocation",
    "logging": "BucketLogging",
    "metrics": "BucketMetricsConfiguration",
    "notification": "BucketNotificationConfiguration",
    "object-lock": "ObjectLockConfiguration",
    "ownershipControls": "BucketOwnershipControls",
    "policy": "BucketPolicy",
    "policyStatus": "BucketPolicyStatus",
    "publicAccessBlock": "PublicAccessBlock",
    "replication": "BucketReplication",
    "requestPayment": "BucketRequestPayment",
    "tagging": "BucketTagging",
    "versioning": "BucketVersioning",
    "website": "BucketWebsite",
}
OF_OBJECTS = {
    "acl": "ObjectAcl",
    "attributes": "ObjectAttributes",
    "legal-hold": "ObjectLegalHold",
    "retention": "ObjectRetention",
    "tagging": "ObjectTagging",
    "torrent": "ObjectTorrent",
}
OF_UPLOADS = {
    "GET": "ListParts",
    "PUT": "UploadPart",
    "DELETE": "AbortMultipartUpload",
    "POST": "CompleteMultipartUpload",
}
POSTS = {"uploads": "CreateMultipartUpload", "restore": "RestoreObject", "select": "SelectObjectContent"}
COPIES = {"UploadPart": "UploadPartCopy", "PutObject": "CopyObject"}
VERBS = {"GET": "Get", "PUT": "Put", "DELETE": "Delete", "HEAD": "Head", "POST": "Post", "OPTIONS": "Options"}


def operation(request: Request) -> str:
    """The name that S3 gives to what is asked for, such as `ListObjectsV2`."""
    if not request.bucket:
        return "ListBuckets"
    return _on_object(request) if request.name else _on_bucket(request)


def _on_bucket(request: Request) -> str:
    query, verb = request.parameters, VERBS.get(request.method, request.method.title())
    for part, rest in OF_BUCKETS.items():
        if part in query:
            return f"{verb}{rest}"
    match request.method:
        case "GET" if "uploads" in query:
            return "ListMultipartUploads"
        case "GET" if "versions" in query:
            return "ListObjectVersions"
        case "GET":
            return "ListObjectsV2" if query.get("list-type") == "2" else "ListObjects"
        case "PUT":
            return "CreateBucket"
        case "POST":
            return "DeleteObjects" if "delete" in query else "PostObject"
        case _:
            return f"{verb}Bucket"


def _on_object(request: Request) -> str:
    query, verb = request.parameters, VERBS.get(request.method, request.method.title())
    for part, rest in OF_OBJECTS.items():
        if part in query:
            return f"{verb}{rest}"
    if "uploadId" in query and request.method in OF_UPLOADS:
        name = OF_UPLOADS[request.method]
    elif request.method == "POST":
        name = next((name for part, name in POSTS.items() if part in query), "PostObject")
    else:
        name = f"{verb}Object"
    return COPIES.get(name, name) if "x-amz-copy-source" in request.fields else name


def label(asked: str, request: Request) -> str:
    """The request in the log: `ListObjectsV2 acme-activity/activity/`."""
    if not request.bucket:
        return asked
    if request.name:
        return f"{asked} {request.bucket}/{request.name}"
    if asked in LISTS or asked in {"ListMultipartUploads", "ListObjectVersions"}:
        return f"{asked} {request.bucket}/{request.parameters.get('prefix', '')}"
    return f"{asked} {request.bucket}"


def granted(asked: str, request: Request, grants: Iterable[Grant]) -> bool:
    """Whether one of the grants covers the request."""
    mine = [grant for grant in grants if grant.bucket == request.bucket]
    if asked in ABOUT_BUCKET:
        return bool(mine)
    if asked in LISTS or asked == "ListMultipartUploads":
        prefix = request.parameters.get("prefix", "")
        return any(
            (prefix.startswith(grant.prefix) or grant.prefix.startswith(prefix)) and (asked in LISTS or grant.writes)
            for grant in mine
        )
    if asked == "DeleteObjects":
        return any(grant.writes for grant in mine)  # each name is looked at by itself
    if asked in READS:
        return may_read(request.bucket, request.name, mine) or (asked == "HeadObject" and _above(request.name, mine))
    if asked not in WRITES:
        return False
    if request.source is not None and not may_read(*request.source, grants):
        return False
    marker = asked == "PutObject" and request.name.endswith("/") and not request.body
    return may_write(request.bucket, request.name, mine) or (
        marker and any(grant.writes and grant.prefix.startswith(request.name) for grant in mine)
    )


def may_read(bucket: str, name: str, grants: Iterable[Grant]) -> bool:
    """Whether the object may be got."""
    return any(grant.bucket == bucket and name.startswith(grant.prefix) for grant in grants)


def may_write(bucket: str, name: str, grants: Iterable[Grant]) -> bool:
    """Whether the object may be put and deleted."""
    return any(grant.writes and grant.bucket == bucket and name.startswith(grant.prefix) for grant in grants)


def _above(name: str, grants: Iterable[Grant]) -> bool:
    """Whether a name is that of a folder on the way down to a grant: clients that know folders ask for it first."""
    return any(grant.prefix.startswith(f"{name.removesuffix('/')}/") for grant in grants)

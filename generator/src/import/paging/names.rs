//! What the parts of a paged list are called.

/// Lists of items, where an answer has several lists.
pub(super) const ITEMS: &[&str] = &[
    "data",
    "items",
    "results",
    "entries",
    "records",
    "values",
    "value",
    "list",
    "content",
    "rows",
    "objects",
    "elements",
    "collection",
    "docs",
    "documents",
    "hits",
    "nodes",
    "resources",
    "members",
];

/// Lists that are none of items.
pub(super) const NO_ITEMS: &[&str] = &[
    "errors", "warnings", "links", "_links", "messages", "facets", "included", "includes", "sort", "filters",
];

/// Objects that the list may stand in.
pub(super) const WRAPPERS: &[&str] =
    &["data", "result", "results", "response", "payload", "body", "_embedded"];

/// Parameters that take a value of the page before, and what that is called there.
pub(super) const CURSORS: &[(&str, &[&str])] = &[
    ("page_token", &["next_page_token", "nextPageToken"]),
    ("pageToken", &["nextPageToken", "next_page_token"]),
    ("PageToken", &["NextPageToken"]),
    ("next_page_token", &["next_page_token"]),
    ("nextPageToken", &["nextPageToken"]),
    ("next_token", &["next_token"]),
    ("pagination_token", &["next_token", "pagination_token"]),
    ("nextToken", &["nextToken"]),
    ("NextToken", &["NextToken"]),
    ("continuation_token", &["continuation_token", "next_continuation_token"]),
    ("continuationToken", &["continuationToken", "nextContinuationToken"]),
    ("cursor", &["next_cursor", "nextCursor", "next/cursor", "cursors/after", "cursors/next", "cursor/next"]),
    (
        "after",
        &[
            "cursors/after",
            "next/after",
            "end_cursor",
            "endCursor",
            "next_cursor",
            "pagination/after",
            "paging/after",
        ],
    ),
    ("page[after]", &["cursors/after", "meta/page/after", "page/after", "end_cursor"]),
    ("page[cursor]", &["page/next_cursor", "next_cursor", "nextCursor"]),
    ("page_cursor", &["next_cursor", "next_page_cursor"]),
    ("pageCursor", &["nextCursor", "nextPageCursor"]),
    ("next_cursor", &["next_cursor"]),
    ("nextCursor", &["nextCursor"]),
    ("marker", &["next_marker", "nextMarker"]),
    ("Marker", &["NextMarker"]),
    ("bookmark", &["bookmark"]),
    ("offset", &["offset"]),
    ("start_cursor", &["next_cursor", "end_cursor"]),
];

/// Whole URLs of the next page.
pub(super) const URLS: &[&str] = &[
    "next_page_uri",
    "next_page_url",
    "nextPageUrl",
    "next_link",
    "nextLink",
    "@odata.nextLink",
    "odata.nextLink",
    "_links/next/href",
    "links/next/href",
];

/// Whether there are more.
pub(super) const MORE: &[&str] =
    &["has_more", "hasMore", "has_next_page", "hasNextPage", "has_next", "hasNext", "more_available"];

/// Numbers of pages.
pub(super) const PAGE: &[&str] =
    &["page", "page_number", "pageNumber", "page_no", "pageNo", "page[number]", "Page", "currentPage", "p"];

/// How many items are left out.
pub(super) const OFFSET: &[&str] =
    &["offset", "skip", "startAt", "start_at", "start_index", "startIndex", "page[offset]", "$skip"];

/// How many items a page has.
pub(super) const SIZE: &[&str] = &[
    "per_page",
    "perPage",
    "page_size",
    "pageSize",
    "PageSize",
    "page[size]",
    "page[limit]",
    "limit",
    "max_results",
    "maxResults",
    "size",
    "count",
    "take",
    "$top",
];

/// How many pages there are.
pub(super) const PAGES: &[&str] = &[
    "total_pages",
    "totalPages",
    "pages_total",
    "page_count",
    "pageCount",
    "last_page",
    "lastPage",
    "num_pages",
    "TotalPages",
];

/// How many items there are.
pub(super) const TOTAL: &[&str] = &[
    "total",
    "total_count",
    "totalCount",
    "total_results",
    "totalResults",
    "total_items",
    "totalItems",
    "total_entries",
    "totalEntries",
    "total_records",
    "totalRecords",
    "TotalCount",
    "totalElements",
    "total_elements",
];

//! Lists: a page, its cursor and its `Link`. A cursor says after which item to go on; it is authenticated and bound to
//! the path, the caller's organisation and the filters, and holds ids and dates only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::{IntoParams, ToSchema};

use super::Reply;
use crate::app::AppState;
use crate::db::Tx;
use crate::problem::{Code, Problem};
use crate::secrets::{Purpose, same};

/// One page of a list, in a stable order.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T: ToSchema> {
    pub items: Vec<T>,
    /// Where the next page starts: pass it as `cursor`, with the same filters. `null` on the last page.
    #[schema(required, example = json!(null))]
    pub next_cursor: Option<String>,
}

/// The parameters that every list has.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct PageQuery {
    /// `nextCursor` of the page before.
    #[param(max_length = 1000)]
    #[serde(default)]
    pub cursor: Option<String>,
    /// How many items at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    #[serde(default)]
    pub limit: Option<i64>,
}

/// A list's filters together with its paging members, as one query.
#[derive(Debug, Deserialize)]
pub struct Listing<F> {
    #[serde(flatten)]
    pub filter: F,
    #[serde(flatten)]
    pub page: PageQuery,
}

impl<F: IntoParams> IntoParams for Listing<F> {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        [F::into_params(&place), PageQuery::into_params(&place)].concat()
    }
}

/// A list without filters.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
pub struct NoFilter {}

/// What binds a cursor to its list: an operation's filters, without `cursor` and `limit`.
pub struct Paging<'s> {
    state: &'s AppState,
    binding: String,
    limit: i64,
    cursor: Option<String>,
}

impl<'s> Paging<'s> {
    pub fn new<D, F: Serialize>(state: &'s AppState, tx: &Tx<D>, listing: &Listing<F>) -> Result<Self, Problem> {
        let filters = serde_json::to_string(&listing.filter).map_err(Problem::internal)?;
        let page = &listing.page;
        let binding = format!("{} {} {filters}", tx.context.path, tx.organisation());
        Ok(Self { state, binding, limit: page.limit.unwrap_or(50).clamp(1, 200), cursor: page.cursor.clone() })
    }

    /// How many rows to ask for: one more than the page, to know whether there is a next one.
    pub fn rows(&self) -> i64 {
        self.limit + 1
    }

    fn mac(&self, payload: &[u8]) -> [u8; 32] {
        self.state.vault.mac(Purpose::Cursor, &[self.binding.as_bytes(), payload])
    }

    /// After which key to go on.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>, Problem> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        let invalid = || Problem::new(Code::CursorInvalid);
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| invalid())?;
        let (mac, payload) = bytes.split_at_checked(32).ok_or_else(invalid)?;
        if !same(mac, &self.mac(payload)) {
            return Err(invalid());
        }
        serde_json::from_slice(payload).map(Some).map_err(|_| invalid())
    }

    /// The page of these rows (at most [`Self::rows`]), with the key of its last item in the cursor.
    pub fn page<T: ToSchema, K: Serialize>(&self, rows: Vec<T>, key: impl Fn(&T) -> K) -> Result<Page<T>, Problem> {
        let (items, next_cursor) = self.cut(rows, key)?;
        Ok(Page { items, next_cursor })
    }

    /// Those of these rows that belong to the page, which is not made yet, and its cursor.
    pub fn cut<T, K: Serialize>(
        &self,
        mut rows: Vec<T>,
        key: impl Fn(&T) -> K,
    ) -> Result<(Vec<T>, Option<String>), Problem> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = match rows.last() {
            Some(last) if more => {
                let payload = serde_json::to_vec(&key(last)).map_err(Problem::internal)?;
                Some(URL_SAFE_NO_PAD.encode([self.mac(&payload).as_slice(), &payload].concat()))
            }
            _ => None,
        };
        Ok((rows, next_cursor))
    }

    /// 200 with the page; the response's `Link` is made from its cursor.
    pub fn reply<T: ToSchema + Serialize>(&self, page: &Page<T>) -> Result<Reply, Problem> {
        Ok(Reply { next: page.next_cursor.clone(), ..Reply::ok(page)? })
    }
}

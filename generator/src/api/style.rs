//! How lists and objects are written as parameters.

/// How a list or an object becomes parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `tags=a&tags=b`; an object as `Brackets` has it.
    Repeat,
    /// `tags[]=a&tags[]=b`, `at[gte]=1`.
    Brackets,
    /// `tags[0]=a&tags[1]=b`.
    Indices,
    /// `a,b`, `k,v,k,v`.
    Comma,
    /// `a b`.
    Space,
    /// `a|b`.
    Pipe,
    /// Each field of an object is a parameter of its own.
    Fields,
    /// `k=v,k=v`.
    Pairs,
    /// `.a,b`.
    Label,
    /// `.a.b`, `.k=v.k=v`.
    LabelEach,
    /// `;tags=a,b`.
    Matrix,
    /// `;tags=a;tags=b`, `;k=v;k=v`.
    MatrixEach,
    /// JSON text.
    Json,
}

impl Style {
    /// All, by the words of specs and the names in Rust.
    const WORDS: [(Self, &'static str, &'static str); 13] = [
        (Self::Repeat, "repeat", "Repeat"),
        (Self::Brackets, "brackets", "Brackets"),
        (Self::Indices, "indices", "Indices"),
        (Self::Comma, "comma", "Comma"),
        (Self::Space, "space", "Space"),
        (Self::Pipe, "pipe", "Pipe"),
        (Self::Fields, "fields", "Fields"),
        (Self::Pairs, "pairs", "Pairs"),
        (Self::Label, "label", "Label"),
        (Self::LabelEach, "label_each", "LabelEach"),
        (Self::Matrix, "matrix", "Matrix"),
        (Self::MatrixEach, "matrix_each", "MatrixEach"),
        (Self::Json, "json", "Json"),
    ];

    /// The style of that word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known, _)| *known == word).map(|(style, ..)| *style)
    }

    /// Its word in a spec.
    pub fn word(self) -> &'static str {
        self.names().0
    }

    /// Its name in Rust.
    pub fn rust(self) -> &'static str {
        self.names().1
    }

    fn names(self) -> (&'static str, &'static str) {
        let found = Self::WORDS.iter().find(|(style, ..)| *style == self);
        found.map_or(("", ""), |(_, word, rust)| (*word, *rust))
    }

    /// Whether it writes what is nested in lists and objects.
    pub fn nests(self) -> bool {
        matches!(self, Self::Brackets | Self::Indices | Self::Json)
    }

    /// Whether it stands in a path only, and writes single texts too.
    pub fn is_prefixed(self) -> bool {
        matches!(self, Self::Label | Self::LabelEach | Self::Matrix | Self::MatrixEach)
    }
}

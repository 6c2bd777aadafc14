//! The macros that write code.
//!
//! A macro can look ahead in a list only by calling itself for each of its parts, of which the compiler has soon enough.
//! So the list is laid beside itself, moved by one to three places in both directions, and walked once: each part is seen
//! with its neighbours, in parentheses itself. Where there is no neighbour stands `@`.

/// Code, with `#name` for the tokens of a variable, and `#(…)*` or `#(…),*` for what is repeated: each `#name` in that is a list
/// or an iterator, and stands there once; the shortest ends it.
macro_rules! quote {
    () => { $crate::emit::tokens::TokenStream::new() };
    ($($part:tt)*) => {{
        let mut tokens = $crate::emit::tokens::TokenStream::with_room(stringify!($($part)*).len());
        $crate::emit::tokens::write_all! { tokens $($part)* }
        tokens
    }};
}

/// An identifier, made as `format!` makes a text.
macro_rules! format_ident {
    ($($argument:tt)*) => { $crate::emit::tokens::Ident::new(&format!($($argument)*)) };
}

macro_rules! write_all {
    ($tokens:ident $($part:tt)*) => {
        $crate::emit::tokens::write_each! {
            $tokens
            (@ @ @ @ @ @ $($part)*)
            (@ @ @ @ @ $($part)* @)
            (@ @ @ @ $($part)* @ @)
            (@ @ @ $(($part))* @ @ @)
            (@ @ $($part)* @ @ @ @)
            (@ $($part)* @ @ @ @ @)
            ($($part)* @ @ @ @ @ @)
        }
    };
}

macro_rules! write_each {
    (
        $tokens:ident
        ($($b3:tt)*) ($($b2:tt)*) ($($b1:tt)*)
        ($($part:tt)*)
        ($($a1:tt)*) ($($a2:tt)*) ($($a3:tt)*)
    ) => {
        $( $crate::emit::tokens::write_part! { $tokens $b3 $b2 $b1 $part $a1 $a2 $a3 } )*
    };
}

/// One part: three before it, itself, three behind it.
macro_rules! write_part {
    ($tokens:ident $b3:tt $b2:tt $b1:tt @ $a1:tt $a2:tt $a3:tt) => {};

    // `#(…)*`, and its parts when their turn comes.
    ($tokens:ident $b3:tt $b2:tt $b1:tt (#) ($($inner:tt)*) * $a3:tt) => {
        $crate::emit::tokens::write_repeated! { $tokens () $($inner)* }
    };
    ($tokens:ident $b3:tt $b2:tt $b1:tt (#) ($($inner:tt)*) $between:tt *) => {
        $crate::emit::tokens::write_repeated! { $tokens ($between) $($inner)* }
    };
    ($tokens:ident $b3:tt $b2:tt # (($($inner:tt)*)) $a1:tt $a2:tt $a3:tt) => {};
    ($tokens:ident $b3:tt # ($($inner:tt)*) $part:tt $a1:tt $a2:tt $a3:tt) => {};
    ($tokens:ident # ($($inner:tt)*) * (*) $a1:tt $a2:tt $a3:tt) => { $crate::emit::tokens::write_one! { $tokens * } };
    ($tokens:ident # ($($inner:tt)*) $between:tt (*) $a1:tt $a2:tt $a3:tt) => {};

    // Documentation.
    ($tokens:ident $b3:tt $b2:tt $b1:tt (#) [doc = # $line:ident] $a2:tt $a3:tt) => { $tokens.push_doc(false, $line); };
    ($tokens:ident $b3:tt $b2:tt $b1:tt (#) [doc = $line:expr] $a2:tt $a3:tt) => { $tokens.push_doc(false, $line); };
    ($tokens:ident $b3:tt $b2:tt $b1:tt (#) ! [doc = # $line:ident] $a3:tt) => { $tokens.push_doc(true, $line); };
    ($tokens:ident $b3:tt $b2:tt $b1:tt (#) ! [doc = $line:expr] $a3:tt) => { $tokens.push_doc(true, $line); };
    ($tokens:ident $b3:tt $b2:tt # ([doc = $($line:tt)*]) $a1:tt $a2:tt $a3:tt) => {};
    ($tokens:ident $b3:tt $b2:tt # (!) [doc = $($line:tt)*] $a2:tt $a3:tt) => {};
    ($tokens:ident $b3:tt # ! ([doc = $($line:tt)*]) $a1:tt $a2:tt $a3:tt) => {};

    // `#name`.
    ($tokens:ident $b3:tt $b2:tt $b1:tt (#) $name:ident $a2:tt $a3:tt) => {
        $crate::emit::tokens::ToTokens::to_tokens(&$name, &mut $tokens);
    };
    ($tokens:ident $b3:tt $b2:tt # ($name:ident) $a1:tt $a2:tt $a3:tt) => {};

    // Anything else.
    ($tokens:ident $b3:tt $b2:tt $b1:tt (($($inner:tt)*)) $a1:tt $a2:tt $a3:tt) => {
        $tokens.push("(", $crate::emit::tokens::Class::Open);
        $crate::emit::tokens::write_all! { $tokens $($inner)* }
        $tokens.push(")", $crate::emit::tokens::Class::Close);
    };
    ($tokens:ident $b3:tt $b2:tt $b1:tt ([$($inner:tt)*]) $a1:tt $a2:tt $a3:tt) => {
        $tokens.push("[", $crate::emit::tokens::Class::Open);
        $crate::emit::tokens::write_all! { $tokens $($inner)* }
        $tokens.push("]", $crate::emit::tokens::Class::Close);
    };
    ($tokens:ident $b3:tt $b2:tt $b1:tt ({$($inner:tt)*}) $a1:tt $a2:tt $a3:tt) => {
        $tokens.push("{", $crate::emit::tokens::Class::Open);
        $crate::emit::tokens::write_all! { $tokens $($inner)* }
        $tokens.push("}", $crate::emit::tokens::Class::Close);
    };
    ($tokens:ident $b3:tt $b2:tt $b1:tt ($part:tt) $a1:tt $a2:tt $a3:tt) => { $crate::emit::tokens::write_one! { $tokens $part } };
}

/// One that stands there as it is.
macro_rules! write_one {
    ($tokens:ident $part:tt) => {
        $tokens.push(stringify!($part), const { $crate::emit::tokens::Class::of(stringify!($part)) });
    };
}

/// What is repeated, with `between` between any two turns.
macro_rules! write_repeated {
    ($tokens:ident ($($between:tt)?) $($inner:tt)*) => {{
        #[allow(unused_imports, reason = "one of them suffices mostly")]
        use $crate::emit::tokens::{Each as _, EachOf as _};
        $crate::emit::tokens::each_name! { walk $($inner)* }
        let mut _turn = 0_usize;
        loop {
            $crate::emit::tokens::each_name! { take $($inner)* }
            $(
                if _turn > 0 {
                    $crate::emit::tokens::write_one! { $tokens $between }
                }
            )?
            _turn += 1;
            $crate::emit::tokens::write_all! { $tokens $($inner)* }
        }
    }};
}

/// Does something with each `#name` in a list.
macro_rules! each_name {
    ($do:ident $($part:tt)*) => {
        $crate::emit::tokens::each_part! { $do (@ $($part)*) ($($part)* @) }
    };
}

macro_rules! each_part {
    ($do:ident ($($before:tt)*) ($($part:tt)*)) => {
        $( $crate::emit::tokens::name_in! { $do $before $part } )*
    };
}

macro_rules! name_in {
    ($do:ident $before:tt ($($inner:tt)*)) => { $crate::emit::tokens::each_name! { $do $($inner)* } };
    ($do:ident $before:tt [$($inner:tt)*]) => { $crate::emit::tokens::each_name! { $do $($inner)* } };
    ($do:ident $before:tt {$($inner:tt)*}) => { $crate::emit::tokens::each_name! { $do $($inner)* } };
    (walk # $name:ident) => { let mut $name = $name.each(); };
    (take # $name:ident) => { let Some($name) = $name.next() else { break }; };
    ($do:ident $before:tt $part:tt) => {};
}

pub(in crate::emit) use {
    each_name, each_part, format_ident, name_in, quote, write_all, write_each, write_one, write_part,
    write_repeated,
};

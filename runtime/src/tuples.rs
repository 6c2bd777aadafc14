//! The lengths that tuples may have.

/// Calls a macro with what the impls of all tuples are made of: the length, and of each element a name for its type, one
/// for its value, and its place.
macro_rules! each_tuple {
    ($impls:ident) => {
        $impls! {
            1: A a 0;
            2: A a 0, B b 1;
            3: A a 0, B b 1, C c 2;
            4: A a 0, B b 1, C c 2, D d 3;
            5: A a 0, B b 1, C c 2, D d 3, E e 4;
            6: A a 0, B b 1, C c 2, D d 3, E e 4, F f 5;
            7: A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6;
            8: A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7;
            9: A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8;
            10: A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8, J j 9;
            11: A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8, J j 9, K k 10;
            12: A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7, I i 8, J j 9, K k 10, L l 11;
        }
    };
}

pub(crate) use each_tuple;

use super::*;

fn pairs(style: Style, json: &str) -> String {
    let written = written(style, "p", json).unwrap_or_else(|misfit| panic!("{style:?} {json}: {misfit}"));
    let pairs: Vec<String> = written.iter().map(|one| format!("{}={}", one.name, one.value)).collect();
    pairs.join("&")
}

const LIST: &str = r#"["a",null,"b c",3]"#;
const OBJECT: &str = r#"{"x":"1,2","no":null,"y":true}"#;
const DEEP: &str = r#"{"x":{"gte":1},"l":["a","b"],"o":[{"k":1},{"k":2}]}"#;

#[test]
fn lists() {
    for (style, expected) in [
        (Style::Repeat, "p=a&p=b c&p=3"),
        (Style::Brackets, "p[]=a&p[]=b c&p[]=3"),
        (Style::Indices, "p[0]=a&p[2]=b c&p[3]=3"),
        (Style::Comma, "p=a,b c,3"),
        (Style::Space, "p=a b c 3"),
        (Style::Pipe, "p=a|b c|3"),
        (Style::Fields, "p=a&p=b c&p=3"),
        (Style::Pairs, "p=a,b c,3"),
        (Style::Label, "p=.a,b c,3"),
        (Style::LabelEach, "p=.a.b c.3"),
        (Style::Matrix, "p=;p=a,b c,3"),
        (Style::Json, r#"p=["a",null,"b c",3]"#),
    ] {
        assert_eq!(pairs(style, LIST), expected, "{style:?}");
    }
    assert_eq!(pairs(Style::MatrixEach, r#"["a","b"]"#), "p=;p=a;p=b");
}

#[test]
fn objects() {
    for (style, expected) in [
        (Style::Repeat, "p[x]=1,2&p[y]=true"),
        (Style::Brackets, "p[x]=1,2&p[y]=true"),
        (Style::Indices, "p[x]=1,2&p[y]=true"),
        (Style::Comma, "p=x,1,2,y,true"),
        (Style::Fields, "x=1,2&y=true"),
        (Style::Pairs, "p=x=1,2,y=true"),
        (Style::Label, "p=.x,1,2,y,true"),
        (Style::LabelEach, "p=.x=1,2.y=true"),
        (Style::Matrix, "p=;p=x,1,2,y,true"),
        (Style::MatrixEach, "p=;x=1,2;y=true"),
        (Style::Json, r#"p={"x":"1,2","no":null,"y":true}"#),
    ] {
        assert_eq!(pairs(style, OBJECT), expected, "{style:?}");
    }
}

#[test]
fn what_is_nested_stands_in_brackets() {
    assert_eq!(pairs(Style::Brackets, DEEP), "p[x][gte]=1&p[l][]=a&p[l][]=b&p[o][][k]=1&p[o][][k]=2");
    assert_eq!(pairs(Style::Indices, DEEP), "p[x][gte]=1&p[l][0]=a&p[l][1]=b&p[o][0][k]=1&p[o][1][k]=2");
    let fields = written(Style::Fields, "p", r#"{"x":{"gte":1},"l":["a","b"]}"#).unwrap();
    let names: Vec<&str> = fields.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["x[gte]", "l", "l"]);
}

#[test]
fn pieces_are_encoded_and_what_stands_between_them_is_not() {
    let encoded = |style, json| written(style, "p", json).unwrap()[0].encoded.clone();
    let list = r#"["a,b","c/d"]"#;
    assert_eq!(encoded(Style::Comma, list), "a%2Cb,c%2Fd");
    assert_eq!(encoded(Style::Space, list), "a%2Cb%20c%2Fd");
    assert_eq!(encoded(Style::Pipe, list), "a%2Cb%7Cc%2Fd");
    assert_eq!(encoded(Style::Matrix, list), ";p=a%2Cb,c%2Fd");
    assert_eq!(encoded(Style::Pairs, r#"{"a=b":"c;d"}"#), "a%3Db=c%3Bd");
    assert_eq!(encoded(Style::Json, "[1,2]"), "%5B1%2C2%5D");
}

#[test]
fn numbers_stay_as_they_are_written() {
    let numbers = "[12345678901234567890123,1.50,-0.0,2.0,1e-7]";
    assert_eq!(pairs(Style::Comma, numbers), "p=12345678901234567890123,1.50,-0,2,1e-7");
}

#[test]
fn single_texts_and_nothing() {
    for style in [Style::Repeat, Style::Brackets, Style::Comma, Style::Fields] {
        assert_eq!(pairs(style, "\"x\\ny\""), "p=x\ny");
        assert_eq!(pairs(style, "null"), "");
        assert_eq!(pairs(style, "[]"), "");
        assert_eq!(pairs(style, "{}"), "");
    }
    assert_eq!(pairs(Style::Label, "5"), "p=.5");
    assert_eq!(pairs(Style::Matrix, "5"), "p=;p=5");
    assert_eq!(pairs(Style::Matrix, "\"\""), "p=;p");
    // The path refuses what is empty.
    for style in [Style::Label, Style::LabelEach, Style::Matrix, Style::MatrixEach] {
        assert_eq!(pairs(style, "[]"), "p=", "{style:?}");
    }
    assert_eq!(pairs(Style::Comma, r#"[""]"#), "p=");
    assert_eq!(pairs(Style::Comma, r#"["",""]"#), "p=,");
}

#[test]
fn what_is_nested_fits_no_joined_style() {
    for (style, json) in [
        (Style::Repeat, "[[1]]"),
        (Style::Comma, "[{}]"),
        (Style::Comma, r#"{"a":[1]}"#),
        (Style::Pairs, r#"{"a":{}}"#),
        (Style::MatrixEach, "[[]]"),
    ] {
        written(style, "p", json).unwrap_err();
    }
}

#[test]
fn depth_is_bounded() {
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    assert_eq!(written(Style::Brackets, "p", &deep), Err("it is nested too deep"));
    let deeper = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    written(Style::Brackets, "p", &deeper).unwrap_err();
}

#[test]
fn json_in_a_header_is_ascii() {
    assert_eq!(ascii_json(r#"{"a":"é😀"}"#), r#"{"a":"\u00e9\ud83d\ude00"}"#);
}

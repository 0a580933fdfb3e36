"""Place names of three and more characters, by which a name that was cut short shows."""

LONG_NAMES = (
    "石家庄",
    "张家口",
    "秦皇岛",
    "葫芦岛",
    "鄂尔多斯",
    "呼和浩特",
    "乌兰察布",
    "呼伦贝尔",
    "巴彦淖尔",
    "锡林浩特",
    "哈尔滨",
    "齐齐哈尔",
    "牡丹江",
    "佳木斯",
    "双鸭山",
    "七台河",
    "公主岭",
    "瓦房店",
    "连云港",
    "张家港",
    "马鞍山",
    "景德镇",
    "井冈山",
    "平顶山",
    "三门峡",
    "驻马店",
    "丹江口",
    "张家界",
    "防城港",
    "六盘水",
    "攀枝花",
    "都江堰",
    "峨眉山",
    "西双版纳",
    "香格里拉",
    "日喀则",
    "嘉峪关",
    "石嘴山",
    "乌鲁木齐",
    "克拉玛依",
    "吐鲁番",
    "石河子",
    "满洲里",
    "五指山",
    "武夷山",
    "格尔木",
)
_SHORTEST = 2


def completions(origin: str, name: str) -> tuple[str, ...]:
    """Return the places an origin may be the beginning of, the one in the row's name first.

    There are none where the origin is a name of its own.
    """
    if len(origin) < _SHORTEST or origin in LONG_NAMES:
        return ()
    found = [place for place in LONG_NAMES if place.startswith(origin)]
    return tuple(sorted(found, key=lambda place: (not name.startswith(place), place)))

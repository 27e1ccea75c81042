/**
 * What sort of place a name names. A `spot` can be walked around; roads, communities, streets and divisions contain spots
 * or run past them; a `line` is a bus or metro line.
 */
export type PlaceKind = 'spot' | 'line' | 'road' | 'community' | 'street' | 'division'

/** A word that ends names of places; `weak` ones also end ordinary words, so the name before them must look like a name. */
export type PlaceSuffix = { readonly text: string; readonly kind: PlaceKind; readonly weak: boolean }

const suffixes = (kind: PlaceKind, strong: string, weak = ''): PlaceSuffix[] => [
  ...strong.split(' ').map((text) => ({ text, kind, weak: false })),
  ...(weak === '' ? [] : weak.split(' ').map((text) => ({ text, kind, weak: true }))),
]

/** How Chinese names of places end, longest first. Data of the language, not of a city. */
export const placeSuffixes: readonly PlaceSuffix[] = [
  ...suffixes('street', '街道办事处 街道办 街道', '镇 乡'),
  ...suffixes('community', '社区 居委会 村委会', '村 屯 组'),
  ...suffixes('road', '大道 大街 快速路 高速公路 立交桥 大桥 隧道 胡同', '高速 高架 路 街 巷 弄 桥'),
  ...suffixes(
    'spot',
    [
      '小区 新村 花园 花苑 花城 家园 公寓 公馆 山庄 名苑 名都 名城 名邸 华庭 华府 华城 华苑 府邸 新城 星城 国际城 之城 水郡 嘉园 嘉苑 雅苑 佳园 庄园 别墅',
      '大学 学院 职院 中学 小学 幼儿园 附小 附中 学校 校区 医院 卫生院 卫生室 诊所 敬老院 养老院',
      '地铁站 火车站 汽车站 高铁站 收费站 加油站 公交站 停车场 市场 广场 商场 商城 超市 步行街 商业街 商业城 购物中心',
      '公园 景区 风景区 大厦 大楼 写字楼 产业园 工业园 科技园 物流园 殡仪馆 体育馆 图书馆 博物馆 水库',
    ].join(' '),
    '苑 郡 轩 邸 墅 城 园 湾 府 庭 居 阁 宿舍 中心 公司 集团 酒店 宾馆 驾校 银行 工地 厂 站 湖 一中 二中 三中 四中 五中',
  ),
].toSorted((one, other) => other.text.length - one.text.length)

/** Words that stand before a suffix without naming anything: "this estate", "a new village". */
export const namelessStems: ReadonlySet<string> = new Set(
  (
    '这个 那个 我们 我 本 该 此 各 每 全 某 其他 其它 整个 一个 两个 几个 多个 很多 许多 所有 附近 周边 周围 旁边 隔壁 对面 楼下 门口 居民 业主 住宅 居住 商业 商品房 ' +
    '安置 老 老旧 旧 新 新建 封闭 高档 大型 小型 农村 城市 乡镇 城乡 城中 公办 民办 公立 私立 私人 普通 中 小 大 高 初 重点 示范 优质 义务 ' +
    '地下 露天 路边 临时 农贸 菜 批发 房地产 房产 人才 劳动力 国家 物业 服务 管理 建设 开发 施工 建筑 保险 信托 网络 科技 有限 责任 有限责任 股份 ' +
    '高等 中等 职业 民营 国有 上市 母 子 分 总 工程 装修 装饰 公共 社会 健身 活动 生活 客服 数据 交易 信息 政务 行政 文化 体育 医疗 卫生 ' +
    '条 段 号 国 省 市 区 县 主 干 主干 支 人行 盲 公 铁 出 入 进 马 一 二 三 四 五 六 七 八 九 十 几 整 幼儿 校 学生 员工 职工 教师 单位 政 政府 ' +
    '中国 全国 全市 全省 城 村 镇 乡 街 社 学 工 商 家 家里 上级 下属 直属 相关 有关 部分 个别 多数 大多数 每个 任何 不少 一些 部门 当地 本地 外地 ' +
    '大部分 一条 技术 职业技术 科学技术 实验 师范 附属 居民区 党委 镇 各个 自家 开发区 区内 便民服务 ' +
    '市内 市区 城区 郊区 片区 地区 主城区 高层 低层 多层 精装 毛坯 电梯 拆迁 征地 棚改 廉租 公租 经济 福利 集资 二手 期房 现房'
  ).split(' '),
)

/** Ordinary words that end like names. */
export const ordinaryEnding =
  /(?:政府|宜居|邻居|定居|分居|家庭|法庭|出庭|铁路|道路|公路|马路|线路|电路|思路|出路|半路|一路|天桥|中心城|工厂|范围内)$/u

import type { TaxonomyClass } from '../../../kernel/pack/index.ts'

/**
 * The classes the hotline starts with: the first level is the one that petition and hotline offices commonly use;
 * the lower levels are ours, short, and meant to be replaced by a city's own (`shudu import taxonomy`).
 * Indented text, one class a line: `中文 | English`; depth by two blanks.
 */
const tree = `
城乡建设 | Urban construction
  市政设施 | Municipal facilities
    路灯照明 | Street lights
    道路破损 | Damaged roads
    井盖缺失 | Manhole covers
    排水积水 | Drainage and flooding
  市容管理 | Street order
    违法建筑 | Illegal buildings
    占道经营 | Street vending
    户外广告 | Outdoor advertising
  物业管理 | Property management
    物业服务 | Property services
    业主委员会 | Owners' committees
    电梯运行 | Lifts
  房屋住房 | Housing
    房屋质量 | Building quality
    住房保障 | Housing support
    征收补偿 | Expropriation
  供水供气 | Water and gas
    停水水质 | Water supply
    燃气服务 | Gas
环境保护 | Environment
  噪声污染 | Noise
    施工噪声 | Construction noise
    生活噪声 | Neighbourhood noise
    交通噪声 | Traffic noise
  大气污染 | Air
    油烟异味 | Fumes and smells
    扬尘废气 | Dust and exhaust
  水体污染 | Water
    河道黑臭 | Foul rivers
    污水排放 | Sewage
  垃圾处理 | Waste
    垃圾清运 | Waste collection
    垃圾分类 | Waste sorting
交通运输 | Transport
  公共交通 | Public transport
    公交线路 | Bus routes
    轨道交通 | Metro
  出租网约 | Taxis and ride-hailing
    出租车 | Taxis
    网约车 | Ride-hailing
  停车管理 | Parking
    乱停乱放 | Illegal parking
    停车收费 | Parking fees
  道路建设 | Road building
    规划建设 | Planning and building
    施工围挡 | Road works
教育文体 | Education, culture, sport
  招生入学 | School entry
    义务教育 | Compulsory education
    高中高校 | Higher stages
  教育收费 | School fees
    学校收费 | Charges of schools
    校外培训 | Private tutoring
  教师管理 | Teachers
    师德师风 | Conduct
    教师待遇 | Pay
  文化体育 | Culture and sport
    场馆服务 | Venues
    文物保护 | Heritage
劳动和社会保障 | Labour and social security
  工资福利 | Pay
    拖欠工资 | Unpaid wages
    加班休假 | Overtime and leave
  社会保险 | Social insurance
    养老保险 | Pensions
    医疗保险 | Health insurance
    工伤失业 | Injury and unemployment
  劳动关系 | Employment
    劳动合同 | Contracts
    劳动争议 | Disputes
  就业服务 | Jobs
    就业培训 | Training
    人才引进 | Talent
商贸旅游 | Trade and tourism
  消费维权 | Consumer rights
    商品质量 | Goods
    服务纠纷 | Services
    预付卡 | Prepaid cards
  市场秩序 | Market order
    价格收费 | Prices
    虚假宣传 | False advertising
    传销非法集资 | Pyramid selling
  旅游服务 | Tourism
    景区管理 | Sights
    旅行社 | Travel agencies
卫生计生 | Health
  医疗服务 | Medical care
    医院管理 | Hospitals
    医患纠纷 | Disputes
    看病挂号 | Appointments
  公共卫生 | Public health
    疫苗接种 | Vaccination
    疾病防控 | Disease control
  食品药品 | Food and medicine
    食品安全 | Food safety
    药品安全 | Medicine safety
  人口家庭 | Population and family
    生育服务 | Births
    计划生育奖扶 | Family support
民政 | Civil affairs
  社会救助 | Assistance
    低保救助 | Minimum income
    临时救助 | Emergency aid
  养老服务 | Old age
    养老机构 | Care homes
    居家养老 | Care at home
  社区治理 | Neighbourhoods
    居村事务 | Committees
    区划地名 | Place names
  婚姻殡葬 | Marriage and funerals
    婚姻登记 | Marriage
    殡葬服务 | Funerals
政法 | Public security and law
  户籍证件 | Household and papers
    户口登记 | Household register
    居住证 | Residence permits
    身份证件 | Identity cards
  社会治安 | Public order
    诈骗盗窃 | Fraud and theft
    扰乱秩序 | Disorder
  交通执法 | Traffic police
    违章处罚 | Fines
    信号标线 | Signals and markings
  法律服务 | Legal services
    法律援助 | Legal aid
    调解仲裁 | Mediation
农村农业 | Countryside
  村务管理 | Village affairs
    村务公开 | Openness
    集体资产 | Collective assets
  土地承包 | Land contracts
    承包纠纷 | Disputes
    土地流转 | Transfers
  农业生产 | Farming
    惠农补贴 | Subsidies
    动物防疫 | Animal health
经济管理 | Economy
  金融财税 | Finance and tax
    税费缴纳 | Taxes
    金融纠纷 | Financial disputes
  能源供应 | Energy
    停电用电 | Electricity
    充电设施 | Charging
  营商环境 | Business
    企业登记 | Registration
    惠企政策 | Support
科技与信息产业 | Science and information
  电信服务 | Telecoms
    网络信号 | Coverage
    资费争议 | Tariffs
  信息化 | Digital services
    政务平台 | Government apps
    数据隐私 | Privacy
国土资源 | Land
  土地管理 | Land use
    违法用地 | Illegal use
    权属登记 | Titles
  规划管理 | Planning
    规划公示 | Notices
    日照采光 | Daylight
党务政务 | Government affairs
  政务服务 | Services
    办事效率 | Efficiency
    服务态度 | Attitude
  政务公开 | Openness
    信息公开 | Information
    意见建议 | Suggestions
纪检监察 | Discipline
  干部作风 | Conduct
    不作为乱作为 | Inaction and misuse
    违纪举报 | Reports
`

/** All classes, parents before children. Codes are the Chinese names joined by `/`. */
export const classes: readonly TaxonomyClass[] = readTree(tree)

function readTree(lines: string): TaxonomyClass[] {
  const path: string[] = []
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const depth = (line.length - line.trimStart().length) / 2
      const [zh = '', en = ''] = line.trim().split(' | ')
      path.length = depth
      path.push(zh)
      return { code: path.join('/'), title: { zh, en } }
    })
}

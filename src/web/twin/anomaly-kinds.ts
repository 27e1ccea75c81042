/** Kinds of anomalies as the city calls them. */
export const anomalyKinds = {
  spike: { zh: '尖峰', en: 'Spike' },
  shift: { zh: '水平突变', en: 'Level shift' },
  stuck: { zh: '卡死', en: 'Stuck' },
  seasonal: { zh: '时段异常', en: 'Seasonal outlier' },
} as const

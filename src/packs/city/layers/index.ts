import type { LayerDeclaration, LayerScale } from '../../../kernel/twin/index.ts'

/** Layers of devices that the city's map offers, with what their colours say. Ends of scales are starting points, no limits of law. */
export const mapLayers: readonly LayerDeclaration[] = [
  layer(
    'air',
    '空气质量',
    'Air quality',
    ['AirQualityObserved'],
    scale('pm25', '细颗粒物', 'Fine dust', 'GQ', 0, 150),
    ['pm10', 'no2', 'o3'],
  ),
  ofDevices(
    'rain',
    '雨量',
    'Rain',
    'rain-gauge',
    scale('precipitation', '五分钟雨量', 'Rain in five minutes', 'MMT', 0, 10),
    [],
    ['WeatherObserved'],
  ),
  ofDevices(
    'water-level',
    '河道水位',
    'River level',
    'water-level',
    scale('currentLevel', '水位', 'Level', 'MTR', 0, 4),
    [],
    ['FloodMonitoring'],
  ),
  ofDevices(
    'road-flood',
    '道路积水',
    'Water on roads',
    'road-flood',
    scale('currentLevel', '积水深度', 'Depth', 'MTR', 0, 0.3),
    [],
    ['FloodMonitoring'],
  ),
  layer('noise', '噪声', 'Noise', ['NoiseLevelObserved'], scale('LAeq', '等效声级', 'Sound level', '2N', 40, 85)),
  layer(
    'traffic',
    '交通流',
    'Traffic',
    ['TrafficFlowObserved'],
    scale('intensity', '每分钟车辆', 'Vehicles a minute', 'C62', 0, 60),
    ['averageVehicleSpeed', 'occupancy'],
  ),
  layer(
    'parking',
    '停车场',
    'Car parks',
    ['OffStreetParking'],
    scale('occupiedSpotNumber', '在停车辆', 'Cars inside', 'C62', 0, 500),
    ['totalSpotNumber'],
  ),
  gathered(
    'parking-bays',
    '道路泊位',
    'Parking bays',
    ['ParkingSpot'],
    scale('occupied', '有车', 'Taken', undefined, 0, 1),
  ),
  gathered(
    'street-lights',
    '路灯',
    'Street lights',
    ['Streetlight'],
    scale('powerConsumption', '功率', 'Power', 'WTT', 0, 150),
    ['powerState'],
  ),
  gathered('bins', '垃圾箱', 'Waste bins', ['WasteContainer'], scale('fillingLevel', '满溢度', 'Filled', 'P1', 0, 100)),
  gathered(
    'charging',
    '充电桩',
    'Charging piles',
    ['EVChargingStation'],
    scale('power', '功率', 'Power', 'KWT', 0, 120),
  ),
  ofDevices('buses', '公交车', 'Buses', 'bus', scale('speed', '速度', 'Speed', 'KMH', 0, 60), ['load'], ['Vehicle']),
  ofDevices(
    'hazmat',
    '危化品车辆',
    'Hazardous goods',
    'hazmat-vehicle',
    scale('speed', '速度', 'Speed', 'KMH', 0, 90),
    [],
    ['Vehicle'],
  ),
  layer('ships', '船舶', 'Ships', ['Vessel'], scale('speed', '航速', 'Speed', 'KNT', 0, 15)),
]

function scale(
  attribute: string,
  zh: string,
  en: string,
  unit: string | undefined,
  low: number,
  high: number,
): LayerScale {
  return { attribute, title: { zh, en }, ...(unit !== undefined && { unit }), low, high }
}

function layer(
  id: string,
  zh: string,
  en: string,
  types: readonly string[],
  shows: LayerScale,
  besides: readonly string[] = [],
): LayerDeclaration {
  return { id, title: { zh, en }, types, attributes: [shows.attribute, ...besides], clusters: false, scale: shows }
}

/** A layer of things that stand close: gathered from afar. */
function gathered(...given: Parameters<typeof layer>): LayerDeclaration {
  return { ...layer(...given), clusters: true }
}

/** A layer of one kind of device, where several kinds share a type. */
function ofDevices(
  id: string,
  zh: string,
  en: string,
  category: string,
  shows: LayerScale,
  besides: readonly string[],
  types: readonly string[],
): LayerDeclaration {
  return {
    ...layer(id, zh, en, types, shows, besides),
    where: [{ attribute: 'category', is: '==', value: category }],
  }
}

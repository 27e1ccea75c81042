import type { LocalContext } from '../../../kernel/twin/index.ts'

const model = 'https://smartdatamodels.org/'
const schema = 'https://schema.org/'

const terms = (space: string, names: string): LocalContext =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, `${space}${name}`]))

// Terms that the Smart Data Models share (their common schemas "Location-Commons" and "GSMA-Commons", CC BY 4.0).
const common: LocalContext = {
  ...terms(model, 'alternateName areaServed dataProvider dateCreated dateModified name owner seeAlso source'),
  address: `${model}address`,
  ...terms(
    schema,
    'addressCountry addressLocality addressRegion district postOfficeBoxNumber postalCode streetAddress streetNr',
  ),
}

// The types of each subject that the city's own devices and places use, with the attributes their schemas name.
const subjects: Readonly<Record<string, LocalContext>> = {
  'dataModel.Device': terms(
    `${model}dataModel.Device/`,
    `Device DeviceModel DeviceOperation DeviceMeasurement SmartMeteringObservation batteryLevel category configuration
    controlledAsset controlledProperty dateFirstUsed dateInstalled dateLastCalibration dateLastValueReported dateManufactured
    dateObserved depth deviceCategory deviceState direction distance dstAware firmwareVersion hardwareVersion ipAddress macAddress
    mcc mnc osVersion provider relativePosition rssi serialNumber softwareVersion supportedProtocol supportedUnits value`,
  ),
  'dataModel.Environment': terms(
    `${model}dataModel.Environment/`,
    `AirQualityObserved AirQualityForecast NoiseLevelObserved WaterObserved RainFallRadarObserved IndoorEnvironmentObserved
    PhreaticObserved FloodMonitoring airQualityIndex airQualityLevel CO CO2 NO NO2 NOx O3 PM1 PM10 PM25 SO2 VOC dateObserved LAeq
    LAmax LAS sonometerClass precipitation relativeHumidity reliability stationCode temperature typeofLocation windDirection
    windSpeed refPointOfInterest refDevice`,
  ),
  'dataModel.Weather': terms(
    `${model}dataModel.Weather/`,
    `WeatherObserved WeatherForecast WeatherAlert SeaConditions atmosphericPressure dateObserved dewPoint illuminance
    precipitation pressureTendency relativeHumidity snowHeight solarRadiation streamGauge temperature uVIndexMax visibility
    weatherType windDirection windSpeed feelsLikeTemperature gustSpeed`,
  ),
  'dataModel.Transportation': terms(
    `${model}dataModel.Transportation/`,
    `TrafficFlowObserved Vehicle VehicleModel RoadSegment Road RoadAccident CrowdFlowObserved EVChargingStation ItemFlowObserved
    averageGapDistance averageHeadwayTime averageVehicleLength averageVehicleSpeed congested dateObserved dateObservedFrom
    dateObservedTo intensity laneDirection laneId occupancy refRoadSegment reversedLane vehicleSubType vehicleType speed heading
    availableCapacity capacity chargeType socketNumber socketType amperage voltage bearing fleetVehicleId license
    serviceStatus vehiclePlateIdentifier`,
  ),
  'dataModel.Parking': terms(
    `${model}dataModel.Parking/`,
    `OffStreetParking OnStreetParking ParkingSpot ParkingGroup ParkingAccess allowedVehicleType availableSpotNumber
    totalSpotNumber occupiedSpotNumber occupancyDetectionType refParkingSite refParkingGroup status priceCurrency requiredPermit
    chargeType layout unusualBehavior extraSpotNumber`,
  ),
  'dataModel.Streetlighting': terms(
    `${model}dataModel.Streetlighting/`,
    `Streetlight StreetlightGroup StreetlightModel StreetlightControlCabinet circuit controllingMethod dateLastLampChange
    dateLastSwitchingOff dateLastSwitchingOn dateServiceStarted illuminanceLevel intensity lanternHeight laternManufacturer
    locationCategory powerConsumption powerState refStreetlightControlCabinet refStreetlightGroup refStreetlightModel status
    workingMode`,
  ),
  'dataModel.WasteManagement': terms(
    `${model}dataModel.WasteManagement/`,
    `WasteContainer WasteContainerIsle WasteContainerModel WasteObserved actuationHours binCapacity binColor
    binFillingLevel cargoWeight dateLastCleaning dateLastEmptying fillingLevel methaneConcentration nextActuationDeadline
    nextCleaningDeadline refWasteContainerIsle refWasteContainerModel responsible serialNumber status storedWasteCode
    storedWasteKind storedWasteOrigin temperature`,
  ),
  'dataModel.Building': terms(
    `${model}dataModel.Building/`,
    `Building BuildingOperation BuildingType collapseRisk containedInPlace floorsAboveGround floorsBelowGround occupier
    openingHours peopleCapacity peopleOccupancy refMap category`,
  ),
  'dataModel.Energy': terms(
    `${model}dataModel.Energy/`,
    `ACMeasurement ThreePhaseAcMeasurement EnergyMonitor PhotovoltaicMeasurement activePower apparentPower current
    dateEnergyMeteringStarted dateObserved frequency phaseVoltage powerFactor reactivePower refDevice
    totalActiveEnergyExport totalActiveEnergyImport totalActivePower totalReactivePower voltage`,
  ),
  'dataModel.PointOfInterest': terms(
    `${model}dataModel.PointOfInterest/`,
    'PointOfInterest Beach Museum Store accessForDisabled additionalInfoURL category contactPoint openingHoursSpecification refSeeAlso',
  ),
  'dataModel.UrbanMobility': terms(
    `${model}dataModel.UrbanMobility/`,
    `ArrivalEstimation GtfsAgency GtfsRoute GtfsStop GtfsStation GtfsTrip GtfsStopTime GtfsShape GtfsService BicycleHireDocking
    hasStop hasTrip routeType shortName code hasAgency wheelChairAccessible zoneCode remainingDistance remainingTime`,
  ),
  'dataModel.Alert': terms(
    `${model}dataModel.Alert/`,
    'Alert Anomaly alertSource category dateIssued severity subCategory validFrom validTo data',
  ),
  'dataModel.WaterQuality': terms(
    `${model}dataModel.WaterQuality/`,
    `WaterQualityObserved O2 Chla PC PE NH4 NH3 Cl- NO3 conductivity conductance tss tds turbidity salinity pH orp measurand temperature
    dateObserved`,
  ),
}

const address =
  /^https?:\/\/(?:raw\.githubusercontent\.com\/smart-data-models|smart-data-models\.github\.io)\/([A-Za-z.]+)\/(?:(?:master|main)\/)?context\.jsonld$/

/** A context of the Smart Data Models that is built in, so that it needs no network; `undefined` for others. */
export function knownContext(url: string): LocalContext | undefined {
  const subject = address.exec(url)?.[1]
  if (subject === 'data-models') return Object.assign({}, common, ...Object.values(subjects))
  const found = subject === undefined ? undefined : subjects[subject]
  return found && { ...common, ...found }
}

/** Addresses of the contexts that are built in, the core one aside. */
export const knownUrls: readonly string[] = ['data-models', ...Object.keys(subjects)].map(
  (subject) => `https://raw.githubusercontent.com/smart-data-models/${subject}/master/context.jsonld`,
)

import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

// Only what our charts use: bars, lines, bounds (custom), values pointed out (scatter), a target line, a reading under the pointer. SVG prints sharp.
echarts.use([
  BarChart,
  LineChart,
  CustomChart,
  ScatterChart,
  GridComponent,
  MarkLineComponent,
  TooltipComponent,
  SVGRenderer,
])

export { echarts }

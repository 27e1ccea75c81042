import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, MarkPointComponent, TooltipComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { SVGRenderer } from 'echarts/renderers'

// Only what our charts use: bars, lines, bounds (custom), values pointed out (scatter), a target line, a name at a peak, names at the ends of lines moved apart, a reading under the pointer. SVG prints sharp.
echarts.use([
  BarChart,
  LineChart,
  CustomChart,
  ScatterChart,
  GridComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
  LabelLayout,
  SVGRenderer,
])

export { echarts }

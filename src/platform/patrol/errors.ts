import { errorTable } from '../../kernel/errors/index.ts'

/** Errors of the patrol room. */
export const patrolErrors = errorTable({
  'patrol.missing': {
    kind: 'missing',
    says: { zh: '没有找到', en: 'It was not found' },
    todo: { zh: '请从列表中重新打开', en: 'Open it anew from the list' },
  },
  'patrol.badTable': {
    kind: 'input',
    says: { zh: '表中有错误', en: 'The table has faults' },
    todo: { zh: '按所列的行改正后重试', en: 'Mend the rows that are named and try again' },
  },
  'patrol.pastFrom': {
    kind: 'input',
    says: { zh: '生效时间不能早于现在', en: 'It cannot come into force in the past' },
    todo: { zh: '已经生效过的标准不能改写，请选择以后的时间', en: 'What was in force stays so: choose a time to come' },
  },
  'patrol.inForce': {
    kind: 'conflict',
    says: { zh: '这一版已经生效或已撤回', en: 'This version is in force already, or was taken back' },
    todo: { zh: '需要更改时请录入新的一版', en: 'To change it enter a new version' },
  },
  'patrol.noColumns': {
    kind: 'input',
    says: { zh: '文件缺少列：{columns}', en: 'The file lacks columns: {columns}' },
    todo: { zh: '补上这些列后重试', en: 'Add these columns and try again' },
  },
  'patrol.noFile': {
    kind: 'input',
    says: { zh: '没有收到文件', en: 'No file came' },
    todo: { zh: '请选择 CSV 或 XLSX 文件', en: 'Choose a CSV or XLSX file' },
  },
  'patrol.noClass': {
    kind: 'input',
    says: { zh: '当时生效的表里没有“{kind}”', en: 'The table in force at that time has no "{kind}"' },
    todo: { zh: '请从列表中选择类别', en: 'Choose a class from the list' },
  },
  'patrol.nowhere': {
    kind: 'input',
    says: { zh: '没有位置', en: 'It says no place' },
    todo: {
      zh: '允许定位，或选择部件，或在地图上标出',
      en: 'Allow the position, choose a component, or mark it on the map',
    },
  },
  'patrol.foreignPhoto': {
    kind: 'input',
    says: { zh: '照片不是您上传的', en: 'A photo was not sent by you' },
    todo: { zh: '请重新拍照', en: 'Take it anew' },
  },
  'patrol.badGrid': {
    kind: 'input',
    says: {
      zh: '没有代码为“{grid}”的网格，或它不在所属街镇内',
      en: 'There is no grid "{grid}", or it does not lie in its street',
    },
    todo: { zh: '请核对网格代码和范围', en: 'Check its code and outline' },
  },
  'patrol.notOfGrid': {
    kind: 'input',
    says: { zh: '此人不在该网格任职', en: 'This person holds no post in the grid' },
    todo: { zh: '请选择该网格的网格员', en: 'Choose a grid member of the grid' },
  },
  'patrol.badPeriod': {
    kind: 'input',
    says: { zh: '结束时间应晚于开始时间', en: 'It must end after it begins' },
    todo: { zh: '请检查时间', en: 'Check the times' },
  },
  'patrol.busy': {
    kind: 'conflict',
    says: { zh: '此人在这段时间已有班次', en: 'This person is on a shift at that time' },
    todo: { zh: '请换人或换时间', en: 'Choose another person or time' },
  },
  'patrol.shiftState': {
    kind: 'conflict',
    says: { zh: '班次的状态已变化', en: 'The shift has changed meanwhile' },
    todo: { zh: '刷新后再看', en: 'Read it anew' },
  },
  'patrol.badRoute': {
    kind: 'input',
    says: { zh: '路线有错误', en: 'The route has faults' },
    todo: { zh: '按提示改正', en: 'Mend what is named' },
  },
  'patrol.taken': {
    kind: 'conflict',
    says: { zh: '这个编号已被另一项使用', en: 'This id stands for something else already' },
    todo: { zh: '请重新填写', en: 'Fill it in anew' },
  },
  'patrol.crossing': {
    kind: 'input',
    says: {
      zh: '范围的第 {one} 条边与第 {other} 条边相交或重叠',
      en: 'Edges {one} and {other} of the outline cross or touch',
    },
    todo: { zh: '移动或删去一个角，使边不相交', en: 'Move or take away a corner so that no edges meet' },
  },
  'patrol.gridTaken': {
    kind: 'conflict',
    says: { zh: '已经有代码为“{grid}”的网格', en: 'There is a grid "{grid}" already' },
    todo: { zh: '请换一个编号', en: 'Choose another number' },
  },
  'patrol.badOffice': {
    kind: 'input',
    says: { zh: '这个机构不属于本街镇', en: 'This office does not belong to the street' },
    todo: { zh: '请选择本街镇或其下的机构', en: 'Choose the street’s office or one below it' },
  },
  'patrol.shiftBegun': {
    kind: 'conflict',
    says: { zh: '班次已经接班或已过', en: 'The shift was taken or is over' },
    todo: { zh: '已经开始的班次不能撤销', en: 'What has begun cannot be called off' },
  },
  'patrol.notMissed': {
    kind: 'conflict',
    says: { zh: '这一轮没有漏巡', en: 'This round was not missed' },
    todo: { zh: '只有未巡或未走完的轮次需要说明', en: 'Only rounds that were missed or not finished want a reason' },
  },
  'patrol.retired': {
    kind: 'conflict',
    says: { zh: '这个部件已停用', en: 'This component is retired' },
    todo: { zh: '需要时先恢复使用', en: 'Bring it back first if it is needed' },
  },
})

export const spreadsheets: Readonly<Record<string, string>> = {
  'สูตรในเซลล์นี้ผิดพลาด ({0})': 'The formula in this cell has an error ({0})',
  '{0} ไม่ใช่จำนวนเงินบาท ตัวอย่างที่ถูกต้อง 1,234.50': '{0} is not an amount in baht such as 1,234.50',
  'จำนวนเงิน {0} ติดลบ': 'The amount {0} is negative',
  '{0} มีทศนิยมเกิน 2 ตำแหน่ง ระบบไม่ปัดเศษ โปรดระบุเป็นสตางค์ให้ครบถ้วน':
    '{0} has more than two decimals. Nothing is rounded: please give it to the satang',
  '{0} ไม่ใช่วันที่ ตัวอย่างที่ถูกต้อง 15/05/2568 หรือ 15 พฤษภาคม 2568': '{0} is not a day such as 15/05/2568',
  'ไม่ทราบว่าปีของ {0} เป็น พ.ศ. หรือ ค.ศ. โปรดระบุปีเป็นเลขสี่หลัก เช่น 2568':
    'It is not known whether the year of {0} is B.E. or C.E. Please give it with four digits, such as 2568',
  '{0} ไม่ใช่ที่อยู่อีเมล': '{0} is not an e-mail address',
  '{0} ไม่ใช่หมายเลขโทรศัพท์ ตัวอย่างที่ถูกต้อง 042-711-111': '{0} is not a telephone number such as 042-711-111',
  '{0} ไม่ใช่จำนวนนาที': '{0} is not a number of minutes',
  '{0} ไม่ใช่รหัส': '{0} is not a code',
  'ยาวเกิน {0} ตัวอักษร': 'Longer than {0} characters',
  'ไม่พบหน่วยงาน {0} ในโครงการ{1}': 'The programme has no office {0}{1}',
  'ไม่พบจังหวัด {0} ในโครงการ{1}': 'The programme has no province {0}{1}',
  '{0} อาจหมายถึงหลายหน่วยงาน ได้แก่ {1} โปรดระบุรหัสหรือจังหวัด':
    '{0} may mean several offices: {1}. Please give the code or the province',
  'รหัสเป็นของ {0} แต่ชื่อคือ {1} โปรดตรวจสอบว่าแถวนี้เป็นของหน่วยงานใด':
    'The code is of {0}, but the name is {1}. Please check whose row this is',
  'ไม่พบรายการงบประมาณ {0} รายการที่มี ได้แก่ {1}': 'There is no budget line {0}. There are: {1}',
  '{0} ไม่อยู่ในรายการที่ใช้ได้ ได้แก่ {1}': '{0} is not one of: {1}',
  '{0} ไม่ใช่หน้าที่ของ {1} เพราะผู้กำกับดูแลเป็นของจังหวัดหรือกรมการปกครอง หน้าที่อื่นเป็นของหน่วยงาน':
    '{0} is no role of {1}: managers belong to a province or the department, the other roles to an office',
  'หน่วยงานมีผู้ประสานงานได้หนึ่งคน เซลล์ {0} ระบุไว้แล้วอีกคนหนึ่ง': 'An office has one coordinator; cell {0} names another',
  'วันสิ้นสุดอยู่ก่อนวันเริ่มต้น {0}': 'The last day is before the first, {0}',
  'ซ้ำกับเซลล์ {0}': 'The same as cell {0}',
  'ยอดรวมระบุ {0} แต่ผลรวมของแถวข้างบนคือ {1}': 'The total says {0}, but the rows above add up to {1}',
  'ยอดรวมของแถวระบุ {0} แต่ผลรวมของทุกรายการในแถวคือ {1}': 'The total of the row says {0}, but its lines add up to {1}',
  ' หมายถึง {0} หรือไม่': '. Is {0} meant?',
  ยังไม่ได้กรอกข้อมูล: 'Nothing has been entered',
  'เซลล์นี้ถูกผสานกับเซลล์อื่น จึงไม่ทราบว่าเป็นจำนวนเงินของแถวใด โปรดยกเลิกการผสานเซลล์':
    'This cell is merged with another, so it is not known whose amount it is. Please unmerge the cells',
  'เซลล์นี้เป็นสูตรที่ยังไม่มีค่า โปรดเปิดไฟล์ด้วยโปรแกรม Excel แล้วบันทึกใหม่ หรือวางเฉพาะค่า':
    'The formula in this cell has no value. Please open the file in Excel and save it again, or paste the values alone',
  'ไฟล์มีขนาดใหญ่เกินไป รับได้ไม่เกิน {0} เมกะไบต์ โปรดลบรูปภาพและแผ่นงานที่ไม่เกี่ยวข้องออก':
    'The file is too large: {0} megabytes at most. Please take out pictures and sheets that are not needed',
  'แผ่นงานมีมากกว่า {0} แถว โปรดแบ่งเป็นหลายไฟล์': 'The sheet has more than {0} rows. Please divide the file',
  'แผ่นงานมีมากกว่า {0} คอลัมน์ โปรดลบคอลัมน์ที่ไม่เกี่ยวข้องออก':
    'The sheet has more than {0} columns. Please take out those that are not needed',
  'ไม่พบแผ่นงาน {0} ในไฟล์ แผ่นงานที่มี ได้แก่ {1}': 'The file has no sheet {0}. It has: {1}',
  'แผ่นงาน {0} ไม่มีข้อมูล แผ่นงานที่มีในไฟล์ ได้แก่ {1}': 'The sheet {0} is empty. The file has the sheets: {1}',
  'ไม่พบคอลัมน์ {0} หัวคอลัมน์ที่พบในแถวที่ {1} ได้แก่ {2}{3}': 'There is no column {0}. Headings found in row {1}: {2}{3}',
  'หัวคอลัมน์ {0} หมายถึงคอลัมน์เดียวกัน คือ {1} โปรดเหลือไว้เพียงคอลัมน์เดียว':
    'The headings {0} mean the same column, {1}. Please leave one of them',
  ' (แผ่นงานที่อ่านคือ {0} ในไฟล์มีแผ่นงาน {1})': ' (the sheet that was read is {0}; the file has {1})',
  'ไฟล์ว่างเปล่า โปรดตรวจสอบไฟล์ที่แนบ': 'The file is empty. Please check what was attached',
  'ไฟล์เป็น Excel รุ่นเก่า (.xls) โปรดเปิดด้วยโปรแกรม Excel แล้วบันทึกเป็นไฟล์ .xlsx':
    'The file is of an old Excel (.xls). Please open it in Excel and save it as .xlsx',
  'ไฟล์ถูกล็อกด้วยรหัสผ่าน โปรดบันทึกใหม่โดยไม่ตั้งรหัสผ่าน': 'The file is locked by a password. Please save it again without one',
  'อ่านไฟล์นี้เป็นตารางไม่ได้ โปรดเปิดด้วยโปรแกรม Excel แล้วบันทึกเป็นไฟล์ .xlsx หรือ CSV UTF-8':
    'The file cannot be read as a table. Please open it in Excel and save it as .xlsx or CSV UTF-8',
  'ไม่มี (ไฟล์ CSV)': 'none (a CSV file)',
  ไม่มี: 'none',
}

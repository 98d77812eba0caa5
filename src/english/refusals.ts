export const refusals: Readonly<Record<string, string>> = {
  'เอกสารเลขที่ {0} กลับรายการแล้ว': 'Document {0} has been reversed',
  'บันทึกเมื่อ{0}': 'Recorded on {0}',
  'หน่วยงานไม่ได้รับจัดสรรเงินในรายการ {0}{1}': 'Nothing was allocated to the office under {0}{1}',
  ' รายการที่ได้รับจัดสรร ได้แก่ {0}': '. Allocated: {0}',
  'ไม่พบรายการตามเอกสารเลขที่ {0} ของหน่วยงานนี้ โปรดตรวจสอบเลขที่เอกสาร':
    'The office has no entry under document {0}. Please check the number',
  'หน่วยงานใช้เอกสารเลขที่{0}แล้ว เลขที่เอกสารใช้ได้ครั้งเดียว แม้รายการเดิมจะกลับรายการไปแล้ว':
    'The office has used document number {0} already. A number is used once, even if its entry has been reversed',
  'จำนวนเงิน {0} เกินวงเงินคงเหลือของรายการ {1} ซึ่งเหลือ {2} (เกิน {3}) และห้ามนำเงินรายการอื่นมาถัวจ่าย':
    '{0} is more than what is left of {1}, {2} (by {3}), and money of one line never pays for another',
  'ห้ามถัวจ่ายระหว่างรายการ{0} หากรายการใดมีเงินเหลือ ให้ส่งคืนเป็นเงินเหลือจ่าย ส่วนรายการอื่นให้เบิกจ่ายภายในวงเงินของรายการนั้น':
    'Money of one line never pays for another{0}. What is left of a line is returned as unspent; the other line is spent within its own allocation',
  ' (จาก {0} ไป {1})': ' (from {0} to {1})',
  'ยังส่งรายงานไม่ได้ เพราะยอดเบิกจ่ายรวมกับเงินส่งคืนยังไม่เท่ากับเงินจัดสรรทุกรายการ{0}':
    'The report cannot be submitted yet: disbursed and returned do not make up the allocation of every line{0}',
  ' • {0} คงเหลือ {1}': ' • {0}: {1} left',
  'จำนวนเงินในรายงานต้องตรงกับทะเบียนเบิกจ่ายทุกรายการ รายการละหนึ่งบรรทัด{0}':
    'The report must agree with the ledger in every line, one row a line{0}',
  'รายการ{0}ไม่ได้อยู่ในขั้นที่รายงานต่อจังหวัด จึงไม่มีสิ่งที่ต้องชี้แจง':
    '{0} is not escalated to the province, so there is nothing to answer',
  'กำหนดใหม่ต้องเป็นวันหลังจากวันที่ {0} และไม่เกินวันที่ {1}': 'The new deadline must be after {0} and no later than {1}',
  'กำหนดใหม่ต้องไม่เร็วกว่ากำหนดเดิม คือวันที่ {0}': 'The new deadline must not be before the old one, {0}',
  'ไม่มีหน่วยงานที่ยังค้างรายการ{0}ซึ่งขยายเวลาตามที่ระบุได้ (ดำเนินการแล้ว หรือมีกำหนดช้ากว่าอยู่แล้ว)':
    'No office still owes “{0}” that could be extended so (it is done, or its deadline is later already)',
  'รายการ{0}ไม่ใช่หน้าที่ของหน่วยงานระดับนี้': '“{0}” is not owed by an office of this tier',
  'เกินช่วงปฏิทินวันหยุดราชการของโครงการ ซึ่งสิ้นสุดวันที่ {0}': "Beyond the programme's calendar of holidays, which ends on {0}",
  'การประชุมชี้แจงบันทึกได้เมื่อเริ่มประชุมแล้ว ({0}) ผู้เข้าร่วมประชุมให้ลงวันประชุม ผู้รับฟังการชี้แจงภายหลังให้ลงวันที่รับฟัง ซึ่งต้องไม่เกินวันนี้':
    'Attendance at the kick-off can be recorded once it has begun ({0}). Who attended gives the day of the meeting; who was briefed later gives that day, not after today',
  'วันที่คาดว่าจะแล้วเสร็จต้องเป็นวันหลังจากวันที่ {0} และไม่เกินวันที่ {1}': 'The promised day must be after {0} and no later than {1}',
  'วันที่ต้องอยู่ระหว่างวันที่ {0} ถึงวันที่ {1}{2}': 'The day must lie between {0} and {1}{2}',
  'วันที่ต้องเป็นวันตามปฏิทินและไม่เป็นวันในอนาคต (ไม่เกินวันที่ {0}){1}':
    'The day must be a real one and not in the future (no later than {0}){1}',
  ' วันที่ที่ระบุคือ {0}': '. It was given as {0}',
  '{0} ไม่มีในรายงาน': '{0} is not in the report',
  '{0} มีในรายงาน {1} บรรทัด': '{0} is in the report {1} times',
  '{0} รายงานเบิกจ่าย {1} ส่งคืน {2} แต่ทะเบียนเบิกจ่าย {3} ส่งคืน {4}':
    '{0}: reported as disbursed {1}, returned {2}; by the ledger disbursed {3}, returned {4}',
  'กรมการปกครองยังไม่ได้เปิดโครงการนี้ในระบบ จึงยังบันทึกไม่ได้':
    'The department has not opened this programme yet, so nothing can be recorded',
  'หน่วยงานยังไม่ได้รับแจ้งการดำเนินโครงการ จังหวัดต้องแจ้งหนังสือให้อำเภอทราบก่อน จึงจะบันทึกได้':
    'The notice has not reached the office. The province must pass it on to its districts first',
  อยู่ระหว่างระงับการดำเนินการอยู่แล้ว: 'It is suspended already',
  'แจ้งเตือนให้ดำเนินการในวันนี้แล้ว แจ้งเตือนได้อีกครั้งในวันถัดไป': 'A reminder has been sent today; the next may be sent tomorrow',
  'บันทึกรายการนี้ไว้แล้ว ไม่ต้องบันทึกซ้ำ': 'This has been recorded and need not be recorded again',
  'ไม่พบหน่วยงานนี้ในโครงการ โปรดตรวจสอบรหัสหน่วยงาน': 'The programme has no such office. Please check the code',
  นี้: 'given',
  'จำนวนเงินในรายงานต้องเป็นตัวเลขบาท ทศนิยมไม่เกิน 2 ตำแหน่ง เช่น 12500.50 (เป็น 0 ได้)':
    'Amounts in the report must be in baht with at most two decimals, such as 12500.50 (0 is allowed)',
  'จำนวนเงินต้องมากกว่า 0 เป็นตัวเลขบาท ทศนิยมไม่เกิน 2 ตำแหน่ง ไม่มีเครื่องหมายจุลภาค เช่น 12500.50':
    'The amount must be more than 0, in baht with at most two decimals and without commas, such as 12500.50',
  'จำนวนเงินเกินวงเงินคงเหลือของรายการ และห้ามนำเงินรายการอื่นมาถัวจ่าย':
    'The amount is more than what is left of the line, and money of one line never pays for another',
  'ส่งรายงานผลแล้ว จึงบันทึกหรือกลับรายการเบิกจ่ายไม่ได้ จนกว่ากรมการปกครองจะส่งคืนรายงานให้แก้ไข':
    'The report has been submitted, so nothing can be recorded in the ledger or reversed until the department returns it',
  หน่วยงานนี้ไม่มีรายงานที่รอการตรวจ: 'The office has no report that awaits review',
  'หน่วยงานอยู่ระหว่างระงับการดำเนินการ จึงไม่มีรายการครบกำหนดให้แจ้งเตือน':
    'The office is suspended, so there is nothing due to remind of',
  'ไม่มีรายการที่ยังค้างอยู่ให้แจ้งเตือน (ดำเนินการครบแล้ว หรืออยู่ระหว่างระงับการดำเนินการ)':
    'Nothing is outstanding to remind of (it is done, or suspended)',
  'ไม่ได้อยู่ระหว่างระงับการดำเนินการ จึงไม่มีสิ่งที่ต้องให้ดำเนินการต่อ': 'There is no suspension to end',
  'หน่วยงานนี้ออกจากโครงการแล้ว จึงบันทึกรายการเพิ่มไม่ได้': 'The office has left the programme, so nothing can be recorded',
  ท่านไม่มีสิทธิดำเนินการรายการนี้: 'You may not do this',
  ' โปรดตรวจสอบปี: ระบบรับปีคริสต์ศักราช': '. Please check the year: it is taken as of the Common Era',
  บันทึกรายการนี้ไว้แล้ว: 'Recorded already',
  ไม่พบหน่วยงาน: 'No such office',
  ไม่พบรายการงบประมาณ: 'No such budget line',
  ไม่พบเลขที่เอกสาร: 'No such document',
  เลขที่เอกสารซ้ำ: 'Document number used',
  จำนวนเงินไม่ถูกต้อง: 'Amount cannot be taken',
  วันที่ไม่ถูกต้อง: 'Day cannot be taken',
  เกินวงเงินของรายการ: 'Beyond the allocation of the line',
  ห้ามถัวจ่าย: 'Virement is forbidden',
  ปิดการบันทึกเบิกจ่ายแล้ว: 'The ledger is closed',
  ยังเบิกจ่ายไม่ครบ: 'Disbursement is not complete',
  ยอดในรายงานไม่ตรงกับทะเบียน: 'The report differs from the ledger',
  ไม่มีรายงานรอตรวจ: 'No report awaits review',
  ไม่มีรายการให้ชี้แจง: 'Nothing to answer',
  กำหนดใหม่ไม่ถูกต้อง: 'New deadline cannot be taken',
  ไม่มีรายการให้แจ้งเตือน: 'Nothing to remind of',
  ไม่มีรายการให้ขยายเวลา: 'Nothing to extend',
  ไม่ได้อยู่ระหว่างระงับ: 'Not suspended',
  ออกจากโครงการแล้ว: 'Has left the programme',
  ไม่มีสิทธิดำเนินการ: 'Not permitted',
}

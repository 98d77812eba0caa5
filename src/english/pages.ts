export const pages: Readonly<Record<string, string>> = {
  เอกสาร: 'Documents',
  แฟ้มข้อมูลหน่วยงาน: 'Dossier of the office',
  ทะเบียนคุมการเบิกจ่าย: 'Disbursement register',
  ร่างหนังสือเร่งรัด: 'Draft of an urging letter',
  ทะเบียนคุมการเบิกจ่ายของจังหวัด: 'Disbursement register of the province',
  ร่างหนังสือเร่งรัดถึงผู้ว่าราชการจังหวัด: 'Draft of an urging letter to the governor',
  ทะเบียนคุมการเบิกจ่ายทั่วประเทศ: 'Disbursement register of the country',
  'ยังไม่มีโครงการในระบบ ผู้ดูแลระบบเป็นผู้นำเข้าโครงการ': 'There is no programme yet; a system operator loads one',
  จังหวัดของฉัน: 'My province',
  หน่วยงานของฉัน: 'My office',
  กำหนดการ: 'Schedule',
  สรุปผล: 'Summaries',
  นำเข้าไฟล์: 'Import files',
  ไม่พบหน้าที่ต้องการ: 'No such page',
  'ไม่มีหน้านี้ หรือหน้านี้อยู่นอกพื้นที่ที่ท่านรับผิดชอบ โปรดตรวจสอบที่อยู่ หรือเริ่มจากหน้าแรก':
    'There is no such page, or it lies outside your area. Please check the address, or begin at the first page',
  'แบบฟอร์มนี้มาจากการเข้าสู่ระบบครั้งก่อน หรือมาจากเว็บไซต์อื่น ระบบจึงไม่ได้บันทึก โปรดเปิดหน้าเดิมอีกครั้งแล้วส่งใหม่':
    'The form comes from an earlier session or from another site, so nothing was recorded. Please open the page again and send anew',
  'หน้าที่ที่ท่านปฏิบัติอยู่ไม่มีสิทธิดำเนินการเรื่องนี้ หากท่านได้รับมอบหมายหน้าที่อื่นด้วย โปรดเปลี่ยนหน้าที่ในหน้าบัญชีผู้ใช้งาน':
    'What you act as may not do this. If something else is assigned to you too, please switch on your account page',
  อ่านข้อมูลที่ส่งมาไม่ได้: 'What was sent cannot be read',
  'ข้อมูลที่ส่งมาไม่อยู่ในรูปแบบที่ระบบอ่านได้ ระบบจึงไม่ได้บันทึก โปรดเปิดหน้าเดิมอีกครั้งแล้วส่งใหม่':
    'It is not in a form that can be read, so nothing was recorded. Please open the page again and send anew',
  ข้อมูลที่ส่งมามีขนาดใหญ่เกินไป: 'What was sent is too large',
  'ระบบจึงไม่ได้บันทึก ไฟล์ที่แนบต้องมีขนาดไม่เกิน 20 เมกะไบต์ โปรดลบรูปภาพและแผ่นงานที่ไม่เกี่ยวข้องออก แล้วส่งใหม่':
    'Nothing was recorded. A file may have 20 megabytes at most: please take out pictures and sheets that are not needed and send again',
  มีการเรียกดูถี่เกินไป: 'Too many requests',
  โปรดรอหนึ่งนาทีแล้วลองใหม่: 'Please wait a minute and try again',
  'ระบบบางส่วนไม่ตอบรับ โปรดลองอีกครั้งในอีกสักครู่': 'A part of the service does not answer. Please try again in a moment',
  'ระบบดำเนินการไม่สำเร็จและได้บันทึกเหตุไว้แล้ว โปรดลองอีกครั้ง หากยังไม่สำเร็จ โปรดแจ้งผู้ดูแลระบบพร้อมหมายเลขอ้างอิง':
    'It did not succeed, and the cause has been logged. Please try again; if it fails again, please tell the system operator the reference',
  ไปหน้าแรก: 'To the first page',
  ' ปฏิบัติหน้าที่แทน{0}': ' in the place of {0}',
  ตำแหน่งของหน้านี้: 'Where this page is',
  เมนูหลัก: 'Main menu',
}
